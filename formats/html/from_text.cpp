#include "formats/html/html.h"

namespace syncgate::html {
namespace {

constexpr std::string_view kHead =
    "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\"></head>"
    "<body><div>";
constexpr std::string_view kTail = "</div></body></html>";
constexpr std::string_view kBlank = "&nbsp;";

// HTML folds blanks: the first of a line, and each that follows another, must not break.
void append_blank(bool foldable, std::string& out) {
    out += foldable ? kBlank : " ";
}

}  // namespace

std::string from_text(std::string_view text) {
    std::string out(kHead);
    out.reserve(text.size() + text.size() / 8 + kHead.size() + kTail.size());
    bool foldable = true;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case ' ':
                append_blank(foldable, out);
                break;
            case '\t':
                for (int n = 0; n < 4; ++n) {
                    out += kBlank;
                }
                break;
            case '\r':
                if (i + 1 < text.size() && text[i + 1] == '\n') {
                    continue;
                }
                [[fallthrough]];
            case '\n':
                out += "<br>\r\n";
                break;
            case '\0':
                break;
            default:
                out += c;
        }
        foldable = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }
    out += kTail;
    return out;
}

}  // namespace syncgate::html
