/** Certificates of erasure. */
@NullMarked
package dev.chancery.reports.certificate;

import org.jspecify.annotations.NullMarked;
