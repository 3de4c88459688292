#include <string>

#include "formats/wbxml/element.h"
#include "formats/wbxml/reader.h"

namespace syncgate::wbxml {
namespace {

Error malformed(const char* what) {
    return {ErrorCode::kMalformed, std::string("wbxml: ") + what};
}

// Content that came in pieces: `joined` is copied together up to the end of `element`.
Result<void> read_pieces(Reader& reader, ReaderEvent piece, std::string joined, bool opaque,
                         Element& element) {
    while (piece.kind != EventKind::kEnd) {
        if (piece.kind == EventKind::kStart) {
            return malformed("mixed content");
        }
        joined += piece.bytes;
        opaque = opaque || piece.kind == EventKind::kOpaque;
        const auto next = reader.next();
        if (!next) {
            return next.error();
        }
        piece = *next;
    }
    element = opaque ? Element::opaque(element.tag(), std::move(joined))
                     : Element(element.tag(), std::move(joined));
    return {};
}

// Nearly all content is one piece, and borrowed.
Result<void> read_content(Reader& reader, const ReaderEvent& first, Element& element) {
    const bool opaque = first.kind == EventKind::kOpaque;
    const auto next = reader.next();
    if (!next) {
        return next.error();
    }
    if (next->kind != EventKind::kEnd) {
        return read_pieces(reader, *next, std::string(first.bytes), opaque, element);
    }
    element.borrow(first.bytes, opaque);
    return {};
}

// Reads what stands between a start with content and its end into `element`. The depth of the
// recursion is bounded by the reader.
Result<void> read_inside(Reader& reader, Element& element) {
    for (;;) {
        const auto event = reader.next();
        if (!event) {
            return event.error();
        }
        if (event->kind == EventKind::kEnd) {
            return {};
        }
        if (event->kind != EventKind::kStart) {
            return element.children().empty() ? read_content(reader, *event, element)
                                              : malformed("mixed content");
        }
        Element& child = element.add(event->tag);
        if (event->has_content) {
            if (auto inside = read_inside(reader, child); !inside) {
                return inside;
            }
        }
    }
}

}  // namespace

Result<Element> parse(std::string_view bytes, const Limits& limits) {
    Reader reader(bytes, limits);
    const auto start = reader.next();
    if (!start) {
        return start.error();
    }
    Element root(start->tag);  // the reader gives nothing but a start first
    if (start->has_content) {
        if (auto inside = read_inside(reader, root); !inside) {
            return inside.error();
        }
    }
    if (const auto finish = reader.next(); !finish) {
        return finish.error();
    }
    return root;
}

}  // namespace syncgate::wbxml
