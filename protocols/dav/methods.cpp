#include "protocols/dav/methods.h"

#include <algorithm>

namespace syncgate::dav {
namespace {

constexpr unsigned kBook = at(Kind::kBook);
constexpr unsigned kItem = at(Kind::kItem);
constexpr unsigned kOwned = at(Kind::kHome) | kBook | kItem;
constexpr unsigned kFiles = at(Kind::kFolder) | at(Kind::kFile);
constexpr unsigned kNotice = at(Kind::kNotice);

constexpr Method kMethods[] = {
    {"OPTIONS", kEverywhere, run_options},
    {"GET", kBook | kItem | kFiles | kNotice, run_get},
    {"HEAD", kBook | kItem | kFiles | kNotice, run_get},
    {"GET", at(Kind::kEntry), run_get_entry},
    {"HEAD", at(Kind::kEntry), run_get_entry},
    {"PROPFIND", kEverywhere, run_propfind},
    {"PROPPATCH", kEverywhere, run_proppatch, "write-properties"},
    {"REPORT", kEverywhere, run_report},
    // The directory is there to be read: what it refuses, it refuses for want of a privilege.
    {"PUT", kBook | kItem | kOfDirectory, run_put, "write-content"},
    {"POST", kBook | at(Kind::kDirectory), run_post, "bind"},
    {"POST", at(Kind::kHome), run_invite_reply},
    {"DELETE", kOwned | kOfDirectory, run_delete, "unbind"},
    {"MKCOL", kEverywhere & ~kFiles & ~kNotice, run_mkcol, "bind"},
    {"COPY", kItem, run_copy, "bind"},
    {"MOVE", kItem, run_move, "unbind"},
    {"COPY", kBook, run_copy_book, "bind"},
    {"MOVE", kBook, run_move_book, "unbind"},
    {"ACL", kOwned, run_acl, "write-acl"},
    {"DELETE", kNotice, run_delete_notice},
    {"PUT", kFiles, run_put_file},
    {"DELETE", kFiles, run_delete_file},
    {"MKCOL", kFiles, run_mkcol_file},
    {"COPY", kFiles, run_copy_file},
    {"MOVE", kFiles, run_move_file},
};

}  // namespace

const Method* find_method(std::string_view name) {
    const auto* const it = std::find_if(std::begin(kMethods), std::end(kMethods),
                                        [&](const Method& each) { return each.name == name; });
    return it == std::end(kMethods) ? nullptr : it;
}

const Method* method_at(std::string_view name, Kind kind) {
    const auto* const it = std::find_if(
        std::begin(kMethods), std::end(kMethods),
        [&](const Method& each) { return each.name == name && holds_at(each.kinds, kind); });
    return it == std::end(kMethods) ? nullptr : it;
}

std::string allowed_at(Kind kind) {
    std::string list;
    for (const auto& each : kMethods) {
        if (holds_at(each.kinds, kind)) {
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

}  // namespace syncgate::dav
