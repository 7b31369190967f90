/** The OpenAI API as its SDKs speak it. */
@NullMarked
package dev.chancery.gateway.openai;

import org.jspecify.annotations.NullMarked;
