/** Providers' exports of usage and costs, and what was recorded against them. */
@NullMarked
package dev.chancery.query.web.usage;

import org.jspecify.annotations.NullMarked;
