/** Evidence about a single erasure that can be handed to the person concerned. */
@NullMarked
package dev.chancery.record.certificate;

import org.jspecify.annotations.NullMarked;
