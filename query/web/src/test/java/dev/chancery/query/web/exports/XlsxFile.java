package dev.chancery.query.web.exports;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** A workbook as it is in the file, read by nothing that wrote it. */
public final class XlsxFile {

    private final Map<String, byte[]> parts;

    private XlsxFile(Map<String, byte[]> parts) {
        this.parts = parts;
    }

    public static XlsxFile read(byte[] file) throws Exception {
        Map<String, byte[]> parts = new TreeMap<>();
        Path kept = Files.createTempFile("workbook", ".xlsx");
        try {
            Files.write(kept, file);
            try (ZipFile zip = new ZipFile(kept.toFile())) {
                for (ZipEntry entry : Collections.list(zip.entries())) {
                    parts.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
                }
            }
        } finally {
            Files.delete(kept);
        }
        XlsxFile read = new XlsxFile(parts);
        for (String part : parts.keySet()) {
            read.document(part);
        }
        return read;
    }

    String xml(String part) {
        return new String(parts.get(part), StandardCharsets.UTF_8);
    }

    public List<String> sheets() {
        return attributes("xl/workbook.xml", "sheet", "name");
    }

    /** Rows of a sheet, from 1. */
    public int rows(int sheet) {
        return elements(part(sheet), "row").size();
    }

    /** Type and value of a cell; empty when there is none. */
    public String cell(int sheet, String at) {
        return elements(part(sheet), "c").stream()
                .filter(cell -> cell.getAttribute("r").equals(at) && cell.hasAttribute("t"))
                .map(cell -> cell.getAttribute("t") + " " + cell.getTextContent())
                .findFirst()
                .orElse("");
    }

    /** How a cell of the first sheet is shown. */
    String format(String at) {
        Element cell = elements(part(1), "c").stream()
                .filter(each -> each.getAttribute("r").equals(at))
                .findFirst()
                .orElseThrow();
        Element styles = elements("xl/styles.xml", "cellXfs").getFirst();
        Element style = (Element) styles.getElementsByTagName("xf").item(Integer.parseInt(cell.getAttribute("s")));
        return elements("xl/styles.xml", "numFmt").stream()
                .filter(format -> format.getAttribute("numFmtId").equals(style.getAttribute("numFmtId")))
                .map(format -> format.getAttribute("formatCode"))
                .findFirst()
                .orElse("");
    }

    private static String part(int sheet) {
        return "xl/worksheets/sheet" + sheet + ".xml";
    }

    private List<String> attributes(String part, String element, String attribute) {
        return elements(part, element).stream()
                .map(each -> each.getAttribute(attribute))
                .toList();
    }

    private List<Element> elements(String part, String name) {
        NodeList found = document(part).getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    private Document document(String part) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(parts.get(part)));
        } catch (Exception e) {
            throw new IllegalStateException(part, e);
        }
    }
}
