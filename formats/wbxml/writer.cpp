#include <cassert>
#include <cstdint>
#include <utility>

#include "formats/wbxml/element.h"
#include "formats/wbxml/mb_uint32.h"
#include "formats/wbxml/token.h"
#include "formats/wbxml/xml_text.h"

namespace syncgate::wbxml {
namespace {

// About the size of what write() makes, so that it allocates once.
std::size_t size_of(const Element& element) {
    std::size_t size = element.content().size() + 8;
    for (const auto& child : element.children()) {
        size += size_of(child);
    }
    return size;
}

class Writer {
  public:
    explicit Writer(std::size_t size) { out_.reserve(size); }

    void header() {
        byte(kVersion13);
        append_mb_uint32(kPublicIdUnknown, out_);
        append_mb_uint32(kCharsetUtf8, out_);
        append_mb_uint32(kNoStringTable, out_);
    }

    void element(const Element& element) {
        if (element.is_gap()) {
            gap(element);
        } else if (!element.children().empty()) {
            parent(element);
        } else if (element.is_opaque()) {
            opaque(element.tag(), element.content());
        } else if (is_xml_text(element.content())) {
            text(element.tag(), element.content());
        } else {
            text(element.tag(), to_xml_text(element.content()));
        }
    }

    std::string take() {
        assert(pieces_.empty());
        return std::move(out_);
    }
    std::vector<std::string> take_pieces() {
        pieces_.push_back(std::move(out_));
        return std::move(pieces_);
    }

  private:
    void parent(const Element& element) {
        start(element.tag(), true);
        for (const auto& child : element.children()) {
            this->element(child);
        }
        end();
    }

    void opaque(Tag tag, std::string_view bytes) {
        assert(bytes.size() <= UINT32_MAX);
        start(tag, !bytes.empty());
        if (!bytes.empty()) {
            byte(kOpaqueToken);
            append_mb_uint32(static_cast<std::uint32_t>(bytes.size()), out_);
            out_ += bytes;
            end();
        }
    }

    void text(Tag tag, std::string_view text) {
        start(tag, !text.empty());
        if (!text.empty()) {
            byte(kStrI);
            out_ += text;
            out_ += '\0';
            end();
        }
    }

    void gap(const Element& element) {
        start(element.tag(), true);
        byte(element.is_opaque() ? kOpaqueToken : kStrI);
        if (element.is_opaque()) {
            assert(element.gap_size() <= UINT32_MAX);
            append_mb_uint32(static_cast<std::uint32_t>(element.gap_size()), out_);
        }
        pieces_.push_back(std::exchange(out_, {}));
        if (!element.is_opaque()) {
            out_ += '\0';
        }
        end();
    }

    void start(Tag tag, bool has_content) {
        assert(is_known(tag));
        if (tag.page != page_) {
            page_ = tag.page;
            byte(kSwitchPage);
            byte(page_);
        }
        byte(tag.token | (has_content ? kContentBit : 0U));
    }

    void end() { byte(kEndToken); }

    void byte(unsigned value) { out_ += static_cast<char>(value); }

    std::string out_;
    std::vector<std::string> pieces_;  // before out_
    std::uint8_t page_ = 0;
};

}  // namespace

std::string write(const Element& root) {
    Writer writer(size_of(root) + 8);
    writer.header();
    writer.element(root);
    return writer.take();
}

std::vector<std::string> write_around_gaps(const Element& root) {
    Writer writer(size_of(root) + 8);
    writer.header();
    writer.element(root);
    return writer.take_pieces();
}

}  // namespace syncgate::wbxml
