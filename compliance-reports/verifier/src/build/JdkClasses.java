import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Puts the classes of the running JDK's modules that the verifier stands on into a jar; run by the build, from its source. */
void main(String[] arguments) throws IOException {
    Path modules = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");
    try (ZipOutputStream jar = new ZipOutputStream(Files.newOutputStream(Path.of(arguments[0])))) {
        jar.setLevel(1);
        for (String name : List.of("java.base", "java.logging", "java.sql", "java.xml", "jdk.unsupported")) {
            Path module = modules.resolve(name);
            try (Stream<Path> files = Files.walk(module)) {
                for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                    String entry = module.relativize(file).toString();
                    if (!entry.equals("module-info.class")) {
                        jar.putNextEntry(new ZipEntry(entry));
                        Files.copy(file, jar);
                        jar.closeEntry();
                    }
                }
            }
        }
    }
}
