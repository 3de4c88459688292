#include "protocols/dav/methods.h"

#include <algorithm>

#include "protocols/dav/answers.h"

namespace syncgate::dav {
namespace {

constexpr unsigned kBook = at(Kind::kBook);
constexpr unsigned kItem = at(Kind::kItem);
constexpr unsigned kOwned = at(Kind::kHome) | kBook | kItem;

constexpr Method kMethods[] = {
    {"OPTIONS", kEverywhere, run_options},
    {"GET", kBook | kItem, run_get},
    {"HEAD", kBook | kItem, run_get},
    {"PROPFIND", kEverywhere, run_propfind},
    {"PROPPATCH", kEverywhere, run_proppatch},
    {"REPORT", kEverywhere, run_report},
    {"PUT", kBook | kItem, run_put},
    {"POST", kBook, run_post},
    {"DELETE", kOwned, run_delete},
    {"MKCOL", kEverywhere, run_mkcol},
    {"COPY", kBook | kItem, run_copy},
    {"MOVE", kBook | kItem, run_move},
    {"ACL", kOwned, run_acl},
};

}  // namespace

const Method* find_method(std::string_view name) {
    const auto* const it = std::find_if(std::begin(kMethods), std::end(kMethods),
                                        [&](const Method& each) { return each.name == name; });
    return it == std::end(kMethods) ? nullptr : it;
}

bool may_be_used(const Method& method, Kind kind) {
    return holds_at(method.kinds, kind);
}

std::string allowed_at(Kind kind) {
    std::string list;
    for (const auto& each : kMethods) {
        if (may_be_used(each, kind)) {
            list += (list.empty() ? "" : ", ") + std::string(each.name);
        }
    }
    return list;
}

Reply run_options(Context& context) {
    Reply reply = Reply::of(200);
    reply.headers.add("Allow", allowed_at(context.place.kind));
    return reply;
}

// An owner's rights are fixed, and nobody has write-acl. Source: RFC 3744 8.1.1, 7.1.1.
Reply run_acl(Context&) {
    xml::Writer out(kPrefixes);
    out.open({kDav, "error"});
    out.open({kDav, "need-privileges"});
    out.open({kDav, "resource"});
    out.open({kDav, "privilege"});
    out.element({kDav, "write-acl"});
    out.close();
    out.close();
    out.close();
    out.close();
    return Reply::of(403, out.take(), kXmlType);
}

}  // namespace syncgate::dav
