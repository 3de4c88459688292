#include "protocols/dav/sharing_properties.h"

#include "protocols/dav/names.h"

namespace syncgate::dav {

void write_sharing_modes(const View&, const Node&, xml::Writer& out) {
    out.element({kCalendarServer, "can-be-shared"});
}

void write_shared_url(const View&, const Node& node, xml::Writer& out) {
    const auto& book = *node.book;
    out.element({kDav, "href"}, home_path(*node.books, book.shared->owner_address) +
                                    encode_segment(segment_of(book.collection)) + "/");
}

bool is_shared(const View&, const Node& node) {
    return node.book->shared != nullptr;
}

void write_notices_url(const View& view, const Node&, xml::Writer& out) {
    out.element({kDav, "href"}, notices_path(view.owner.address));
}

void write_notice_type(const View&, const Node& node, xml::Writer& out) {
    out.fragment(node.notice->kind);
}

}  // namespace syncgate::dav
