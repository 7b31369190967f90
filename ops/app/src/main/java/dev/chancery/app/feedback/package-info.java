/** What people decided about outputs, come back as proposals to change the policy. */
@NullMarked
package dev.chancery.app.feedback;

import org.jspecify.annotations.NullMarked;
