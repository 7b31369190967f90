/** What has happened: closed families of immutable events. */
@NullMarked
package dev.chancery.contracts.event;

import org.jspecify.annotations.NullMarked;
