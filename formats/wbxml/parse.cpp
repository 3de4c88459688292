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

// Reads what stands between a start with content and its end. The depth of the recursion is
// bounded by the reader.
Result<Element> read_inside(Reader& reader, Tag tag) {
    Element element(tag);
    Content content;
    for (;;) {
        auto event = reader.next();
        if (!event) {
            return event.error();
        }
        switch (event->kind) {
            case EventKind::kStart: {
                if (content.any) {
                    return malformed("mixed content");
                }
                if (!event->has_content) {
                    element.add(event->tag);
                    break;
                }
                auto child = read_inside(reader, event->tag);
                if (!child) {
                    return child;
                }
                element.add(*std::move(child));
                break;
            }
            case EventKind::kText:
            case EventKind::kOpaque:
                if (!element.children().empty()) {
                    return malformed("mixed content");
                }
                content.add(*event);
                break;
            case EventKind::kEnd:
                return content.any ? finish(tag, content) : std::move(element);
            case EventKind::kFinish:
                return malformed("ends inside an element");
        }
    }
}

}  // namespace

Result<Element> parse(std::string_view bytes, const Limits& limits) {
    Reader reader(bytes, limits);
    auto start = reader.next();
    if (!start) {
        return start.error();
    }
    if (start->kind != EventKind::kStart) {
        return malformed("no root element");
    }
    auto root = start->has_content ? read_inside(reader, start->tag) : Result(Element(start->tag));
    if (!root) {
        return root;
    }
    if (auto end = reader.next(); !end) {
        return end.error();
    }
    return root;
}

}  // namespace syncgate::wbxml
