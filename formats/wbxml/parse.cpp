#include <vector>

#include "formats/wbxml/element.h"
#include "formats/wbxml/reader.h"

namespace syncgate::wbxml {
namespace {

// Content that came in pieces: a view while there is one, a copy from the second on.
struct Content {
    std::string_view first;
    std::string joined;
    bool any = false;
    bool many = false;
    bool opaque = false;

    void add(const ReaderEvent& event) {
        opaque = opaque || event.kind == EventKind::kOpaque;
        if (!any) {
            first = event.bytes;
            any = true;
            return;
        }
        if (!many) {
            joined = first;
            many = true;
        }
        joined += event.bytes;
    }
};

Error malformed(const char* what) {
    return {ErrorCode::kMalformed, std::string("wbxml: ") + what};
}

Element finish(Tag tag, Content& content) {
    if (!content.many) {
        return Element::borrowed(tag, content.first, content.opaque);
    }
    return content.opaque ? Element::opaque(tag, std::move(content.joined))
                          : Element(tag, std::move(content.joined));
}

Result<void> read_inside(Reader& reader, Element& element);

Result<void> read_child(Reader& reader, const ReaderEvent& start, Element& parent) {
    Element& child = parent.add(start.tag);
    return start.has_content ? read_inside(reader, child) : Result<void>();
}

// Reads what stands between a start with content and its end into `element`. The depth of the
// recursion is bounded by the reader.
Result<void> read_inside(Reader& reader, Element& element) {
    Content content;
    for (;;) {
        const auto event = reader.next();
        if (!event) {
            return event.error();
        }
        switch (event->kind) {
            case EventKind::kStart:
                if (content.any) {
                    return malformed("mixed content");
                }
                if (auto child = read_child(reader, *event, element); !child) {
                    return child;
                }
                break;
            case EventKind::kText:
            case EventKind::kOpaque:
                if (!element.children().empty()) {
                    return malformed("mixed content");
                }
                content.add(*event);
                break;
            case EventKind::kEnd:
                if (content.any) {
                    element = finish(element.tag(), content);
                }
                return {};
            case EventKind::kFinish:
                return malformed("ends inside an element");
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
