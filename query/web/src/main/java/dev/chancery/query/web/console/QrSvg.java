package dev.chancery.query.web.console;

import io.nayuki.qrcodegen.QrCode;

/** A QR code (ISO/IEC 18004) as a path of an SVG, which needs no style and no script. */
final class QrSvg {

    /** The white around it that readers need, in modules. */
    private static final int QUIET = 4;

    private final int size;
    private final String path;

    private QrSvg(int size, String path) {
        this.size = size;
        this.path = path;
    }

    static QrSvg of(String text) {
        QrCode code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    path.append('M')
                            .append(x + QUIET)
                            .append(' ')
                            .append(y + QUIET)
                            .append("h1v1h-1z");
                }
            }
        }
        return new QrSvg(code.size + 2 * QUIET, path.toString());
    }

    /** Width and height in modules. */
    public int size() {
        return size;
    }

    /** The dark modules. */
    public String path() {
        return path;
    }
}
