/** Signatures of what is handed over: PAdES for PDF, CAdES for containers. */
@org.jspecify.annotations.NullMarked
package dev.chancery.reports.signing;
