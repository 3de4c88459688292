#include "formats/html/below.h"

#include "base/text.h"
#include "formats/html/element.h"
#include "formats/html/tokenizer.h"

namespace syncgate::html {
namespace {

// Where the parts of a document lie in it.
struct Outline {
    std::size_t body_begin = 0;
    std::size_t body_end = 0;
    std::string styles;  // <style> elements before the body
};

bool is_raw_text(std::string_view name) {
    const std::size_t index = find_element(name);
    return index != kNoElement && element(index).layout == Layout::kRawText;
}

std::size_t offset_in(std::string_view document, std::string_view part) {
    return static_cast<std::size_t>(part.data() - document.data());
}

Outline outline(std::string_view document) {
    Outline found;
    found.body_end = document.size();
    bool in_body = false;
    bool ended = false;
    Tokenizer tokens(document);
    for (Token token; tokens.next(token);) {
        if (token.kind == Token::Kind::kText) {
            continue;
        }
        const std::size_t begin = offset_in(document, token.text);
        const bool is_body = iequals(token.text, "body");
        if (token.kind == Token::Kind::kEnd) {
            // What quotes others may hold several: the last counts.
            if (is_body || (!ended && iequals(token.text, "html"))) {
                found.body_end = begin - 2;  // "</"
                ended = ended || is_body;
            }
            continue;
        }
        if (is_body && !in_body) {
            in_body = true;
            found.body_begin = tokens.at();
            found.body_end = document.size();
            ended = false;
        } else if (is_raw_text(token.text) && tokens.skip_raw_text(token.text) && !in_body &&
                   iequals(token.text, "style")) {
            found.styles += document.substr(begin - 1, tokens.at() - begin + 1);
        }
    }
    if (!in_body) {
        found.styles.clear();  // they stand in the fragment
    }
    return found;
}

void append_content(std::string_view document, std::string& out) {
    const Outline found = outline(document);
    out += found.styles;
    out += document.substr(found.body_begin, found.body_end - found.body_begin);
}

}  // namespace

std::string below(std::string_view upper, std::string_view lower) {
    const std::string one(lower);
    return below(upper, std::span(&one, 1));
}

std::string below(std::string_view upper, std::span<const std::string> lower) {
    const std::size_t at = outline(upper).body_end;
    std::string out(upper.substr(0, at));
    for (const auto& document : lower) {
        append_content(document, out);
    }
    out += upper.substr(at);
    return out;
}

}  // namespace syncgate::html
