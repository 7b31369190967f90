/** What the AI Act says an AI system is, and what is registered about it. The Act itself is data. */
@NullMarked
package dev.chancery.decisions.risk;

import org.jspecify.annotations.NullMarked;
