@NullMarked
package dev.chancery.gateway.privacy;

import org.jspecify.annotations.NullMarked;
