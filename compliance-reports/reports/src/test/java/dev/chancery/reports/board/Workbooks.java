package dev.chancery.reports.board;

import java.io.ByteArrayInputStream;
import java.io.IOException;
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
final class Workbooks {

    /** A cell: {@code inlineStr} or {@code n}, what it holds, and how it is shown. */
    record Cell(String type, String value, String format) {}

    private final Map<String, byte[]> parts = new TreeMap<>();

    static Workbooks read(byte[] file) throws IOException {
        Workbooks book = new Workbooks();
        Path kept = Files.createTempFile("workbook", ".xlsx");
        try {
            Files.write(kept, file);
            try (ZipFile zip = new ZipFile(kept.toFile())) {
                for (ZipEntry entry : Collections.list(zip.entries())) {
                    book.parts.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
                }
            }
        } finally {
            Files.delete(kept);
        }
        return book;
    }

    List<String> sheets() {
        return elements("xl/workbook.xml", "sheet").stream()
                .map(e -> e.getAttribute("name"))
                .toList();
    }

    /** Rows of cells, the header first; a cell that is not there is an empty text. */
    List<List<Cell>> rows(String sheet) {
        List<String> formats = formats();
        List<List<Cell>> rows = new ArrayList<>();
        for (Element row : elements("xl/worksheets/sheet" + (sheets().indexOf(sheet) + 1) + ".xml", "row")) {
            List<Cell> cells = new ArrayList<>();
            for (Element cell : list(row.getElementsByTagName("c"))) {
                int column = cell.getAttribute("r").charAt(0) - 'A';
                while (cells.size() < column) {
                    cells.add(new Cell("", "", ""));
                }
                String style = cell.getAttribute("s");
                cells.add(new Cell(
                        cell.getAttribute("t"),
                        cell.getTextContent(),
                        style.isEmpty() ? "" : formats.get(Integer.parseInt(style))));
            }
            rows.add(cells);
        }
        return rows;
    }

    long formulas() {
        return parts.entrySet().stream()
                .filter(e -> e.getKey().startsWith("xl/worksheets/"))
                .map(e -> new String(e.getValue(), StandardCharsets.UTF_8))
                .filter(xml -> xml.contains("<f>"))
                .count();
    }

    private List<String> formats() {
        Map<String, String> codes = new TreeMap<>();
        elements("xl/styles.xml", "numFmt")
                .forEach(f -> codes.put(f.getAttribute("numFmtId"), f.getAttribute("formatCode")));
        return list(elements("xl/styles.xml", "cellXfs").getFirst().getElementsByTagName("xf")).stream()
                .map(xf -> codes.getOrDefault(xf.getAttribute("numFmtId"), xf.getAttribute("numFmtId")))
                .toList();
    }

    private List<Element> elements(String part, String name) {
        try {
            Document document = DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(parts.get(part)));
            return list(document.getElementsByTagName(name));
        } catch (Exception e) {
            throw new IllegalStateException(part, e);
        }
    }

    private static List<Element> list(NodeList nodes) {
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }
}
