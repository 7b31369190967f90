@NullMarked
package dev.chancery.kibana;

import org.jspecify.annotations.NullMarked;
