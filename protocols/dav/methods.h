// The methods of WebDAV, in one table: where each may be used, and what runs it.
#pragma once

#include <string>
#include <string_view>

#include "protocols/dav/context.h"

namespace syncgate::dav {

struct Method {
    std::string_view name;
    unsigned kinds;  // of places: a bit of each Kind
    Reply (*run)(Context& context);
    std::string_view privilege{};  // that it takes; "": to read is enough
};

// Null for one that is not served anywhere; that is not served there.
const Method* find_method(std::string_view name);
const Method* method_at(std::string_view name, Kind kind);
// For an Allow header.
std::string allowed_at(Kind kind);

Reply run_options(Context& context);
Reply run_get(Context& context);
Reply run_get_entry(Context& context);
Reply run_propfind(Context& context);
Reply run_proppatch(Context& context);
Reply run_put(Context& context);
Reply run_post(Context& context);
Reply run_invite_reply(Context& context);
Reply run_delete(Context& context);
Reply run_delete_notice(Context& context);
Reply run_mkcol(Context& context);
Reply run_copy(Context& context);
Reply run_move(Context& context);
Reply run_copy_book(Context& context);
Reply run_move_book(Context& context);
Reply run_put_file(Context& context);
Reply run_mkcol_file(Context& context);
Reply run_delete_file(Context& context);
Reply run_copy_file(Context& context);
Reply run_move_file(Context& context);
Reply run_report(Context& context);
Reply run_acl(Context& context);

}  // namespace syncgate::dav
