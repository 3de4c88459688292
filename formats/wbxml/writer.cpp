#include <algorithm>

#include "base/text.h"
#include "formats/wbxml/element.h"
#include "formats/wbxml/mb_uint32.h"
#include "formats/wbxml/token.h"

namespace syncgate::wbxml {
namespace {

bool is_forbidden(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

class Writer {
  public:
    std::string take() { return std::move(out_); }

    void element(const Element& element) {
        if (element.tag().page != page_) {
            page_ = element.tag().page;
            out_ += static_cast<char>(kSwitchPage);
            out_ += static_cast<char>(page_);
        }
        const bool empty = element.empty();
        out_ += static_cast<char>(element.tag().token | (empty ? 0 : kContentBit));
        if (empty) {
            return;
        }
        for (const auto& child : element.children()) {
            this->element(child);
        }
        content(element);
        out_ += static_cast<char>(kEndToken);
    }

    void size_for(const Element& element) { out_.reserve(16 + size_of(element)); }

    void header() {
        out_ += '\x03';
        append_mb_uint32(kPublicIdUnknown, out_);
        append_mb_uint32(kCharsetUtf8, out_);
        append_mb_uint32(kNoStringTable, out_);
    }

  private:
    static std::size_t size_of(const Element& element) {
        std::size_t size = element.content().size() + 8;
        for (const auto& child : element.children()) {
            size += size_of(child);
        }
        return size;
    }

    void content(const Element& element) {
        const std::string_view bytes = element.content();
        if (bytes.empty()) {
            return;
        }
        if (element.is_opaque()) {
            out_ += static_cast<char>(kOpaqueToken);
            append_mb_uint32(static_cast<std::uint32_t>(bytes.size()), out_);
            out_ += bytes;
            return;
        }
        out_ += static_cast<char>(kStrI);
        text(bytes);
        out_ += '\0';
    }

    // What XML 1.0 can't carry would break the client's parser: it is left out.
    void text(std::string_view bytes) {
        const bool clean = std::none_of(bytes.begin(), bytes.end(), is_forbidden);
        if (clean && is_utf8(bytes)) {
            out_ += bytes;
            return;
        }
        const std::string valid = to_valid_utf8(bytes);
        std::copy_if(valid.begin(), valid.end(), std::back_inserter(out_),
                     [](char c) { return !is_forbidden(c); });
    }

    std::string out_;
    std::uint8_t page_ = 0;
};

}  // namespace

std::string write(const Element& root) {
    Writer writer;
    writer.size_for(root);
    writer.header();
    writer.element(root);
    return writer.take();
}

}  // namespace syncgate::wbxml
