#include <algorithm>

#include "base/hex.h"
#include "base/text.h"
#include "formats/wbxml/element.h"
#include "formats/wbxml/tags.h"

namespace syncgate::wbxml {
namespace {

// What a trace must never show: a user's password for a share, and the one that opens the phone.
constexpr Tag kSecrets[] = {
    item_operations::kPassword,
    search::kPassword,
    settings::kDevicePassword,
    settings::kPassword,
};

bool is_secret(Tag tag) {
    return std::find(std::begin(kSecrets), std::end(kSecrets), tag) != std::end(kSecrets);
}

struct Escape {
    char c;
    std::string_view written;
};

constexpr Escape kEscapes[] = {
    {'&', "&amp;"},
    {'<', "&lt;"},
    {'>', "&gt;"},
};

// Control characters of the second set, U+0080 to U+009F, are c2 80 to c2 9f.
constexpr unsigned char kSecondSetLead = 0xc2;

bool is_plain_blank(unsigned char byte) {
    return byte == '\n' || byte == '\t';
}

// A trace is read in a terminal, and a client must not be able to drive that: control characters
// become references.
void append_escaped(std::string& out, std::string_view text) {
    unsigned char before = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const auto* escape = std::find_if(std::begin(kEscapes), std::end(kEscapes),
                                          [c](const Escape& row) { return row.c == c; });
        if (escape != std::end(kEscapes)) {
            out += escape->written;
        } else if ((byte < 0x20 && !is_plain_blank(byte)) || byte == 0x7f) {
            out += "&#x" + hex_encode({&c, 1}) + ";";
        } else if (before == kSecondSetLead && byte < 0xa0) {
            out.pop_back();
            out += "&#x" + hex_encode({&c, 1}) + ";";
        } else {
            out += c;
        }
        before = byte;
    }
}

class Dump {
  public:
    explicit Dump(std::size_t max_content) : max_content_(max_content) {}

    void element(const Element& element, std::size_t depth) {
        const std::string name =
            std::string(namespace_of(element.tag())) + ":" + std::string(name_of(element.tag()));
        out_.append(depth * 2, ' ');
        out_ += "<" + name;
        if (element.empty()) {
            out_ += "/>\n";
            return;
        }
        if (element.children().empty()) {
            content(element);
        } else {
            children(element, depth);
        }
        out_ += "</" + name + ">\n";
    }

    std::string take() { return std::move(out_); }

  private:
    void children(const Element& element, std::size_t depth) {
        out_ += ">\n";
        for (const auto& child : element.children()) {
            this->element(child, depth + 1);
        }
        out_.append(depth * 2, ' ');
    }

    void content(const Element& element) {
        const std::string_view bytes = element.content();
        if (is_secret(element.tag())) {
            out_ += ">***";
            return;
        }
        if (element.is_opaque()) {
            out_ += " encoding=\"hex\">" + hex_encode(bytes.substr(0, max_content_));
        } else {
            out_ += ">";
            append_escaped(out_, to_valid_utf8(cut_utf8(bytes, max_content_)));
        }
        if (bytes.size() > max_content_) {
            out_ += "... (" + std::to_string(bytes.size()) + " bytes)";
        }
    }

    std::string out_;
    std::size_t max_content_;
};

}  // namespace

std::string dump(const Element& root, std::size_t max_content) {
    Dump dump(max_content);
    dump.element(root, 0);
    return dump.take();
}

}  // namespace syncgate::wbxml
