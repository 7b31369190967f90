/** What people decided about outputs, turned into proposals to change the policy, and who may put one in force. */
@NullMarked
package dev.chancery.decisions.feedback;

import org.jspecify.annotations.NullMarked;
