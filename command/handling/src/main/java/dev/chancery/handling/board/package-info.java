/** What is agreed with the board about its reports. */
@NullMarked
package dev.chancery.handling.board;

import org.jspecify.annotations.NullMarked;
