package dev.chancery.record;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.std.StdValueInstantiator;
import tools.jackson.databind.introspect.AnnotatedConstructor;
import tools.jackson.databind.module.SimpleValueInstantiators;

/**
 * Records are made through a method handle that takes its arguments as an array. Jackson's own way builds such a handle anew
 * at each call, which was a quarter of what reading an event costs.
 */
final class RecordsBySpreader extends SimpleValueInstantiators {
    private static final long serialVersionUID = 1;

    @Override
    public ValueInstantiator modifyValueInstantiator(
            DeserializationConfig config, BeanDescription.Supplier bean, ValueInstantiator instantiator) {
        if (!bean.getBeanClass().isRecord()
                || !(instantiator instanceof StdValueInstantiator standard)
                || !(standard.getWithArgsCreator() instanceof AnnotatedConstructor creator)) {
            return instantiator;
        }
        try {
            MethodHandle constructor = MethodHandles.publicLookup().unreflectConstructor(creator.getAnnotated());
            return new BySpreader(standard, constructor);
        } catch (IllegalAccessException e) {
            return instantiator;
        }
    }

    private static final class BySpreader extends StdValueInstantiator {
        private static final long serialVersionUID = 1;

        private final transient MethodHandle constructor;

        BySpreader(StdValueInstantiator standard, MethodHandle constructor) {
            super(standard);
            this.constructor = constructor
                    .asFixedArity()
                    .asSpreader(Object[].class, constructor.type().parameterCount())
                    .asType(MethodType.methodType(Object.class, Object[].class));
        }

        @Override
        public Object createFromObjectWith(DeserializationContext context, Object[] arguments) {
            try {
                return constructor.invokeExact(arguments);
            } catch (Throwable e) {
                return context.handleInstantiationProblem(getValueClass(), arguments, rewrapCtorProblem(context, e));
            }
        }
    }
}
