/** Signed notes and checkpoints as C2SP describes them. */
@NullMarked
package dev.chancery.record.note;

import org.jspecify.annotations.NullMarked;
