// COPY and MOVE of files and folders, with what was said of them. Source: RFC 4918 9.8, 9.9.
#include <algorithm>

#include "protocols/dav/answers.h"
#include "protocols/dav/file_tree.h"
#include "protocols/dav/methods.h"
#include "protocols/dav/target.h"
#include "protocols/dav/verdict.h"

namespace syncgate::dav {
namespace {

// Whether one is the other, or in it.
bool is_inside(const Place& one, const Place& other) {
    return one.names.size() >= other.names.size() &&
           std::equal(other.names.begin(), other.names.end(), one.names.begin());
}

struct Transfer {
    const Place& target;
    Depth depth;
    bool moves;
};

Result<Verdict> transfer(const Context& context, store::Change& change, const Node& source,
                         const Transfer& wanted) {
    if (source.kind == Kind::kFolder && wanted.moves && wanted.depth != Depth::kInfinity) {
        return refusal(Reply::of(400));  // RFC 4918 9.9.2
    }
    const auto at = file_place(change, wanted.target);
    if (!at) {
        return refusal(Reply::of(409));
    }
    const auto there = locate(change, context.owner, wanted.target);
    if (there && !overwrites(context.request)) {
        return refusal(Reply::of(412));
    }
    if (there) {
        store::remove_file(change, there->file->file);
    }
    const auto& file = source.file->file;
    const auto done = wanted.moves
                          ? store::move_file(change, file, *at)
                          : store::copy_file(change, file, *at, wanted.depth == Depth::kInfinity);
    return transferred(done, there.has_value());
}

Reply run(const Context& context, bool moves) {
    const auto depth = depth_of(context.request, Depth::kInfinity);
    if (!depth || *depth == Depth::kOne) {
        return Reply::of(400);  // RFC 4918 9.8.3
    }
    auto found = target_of(context);
    if (auto* instead = std::get_if<Reply>(&found)) {
        return std::move(*instead);
    }
    const auto& target = std::get<Place>(found);
    // Among files alone; the root stays, and what is overwritten is not what is copied.
    const auto& source = context.place;
    if (source.kind != Kind::kFile || target.kind != Kind::kFile || is_inside(source, target) ||
        is_inside(target, source)) {
        return Reply::of(403);
    }
    if (!may_be_named(target)) {
        return Reply::of(414);
    }
    return carried_out_on_node(context, [&](store::Change& change, const Node& node) {
        return transfer(context, change, node, {target, *depth, moves});
    });
}

}  // namespace

Reply run_copy_file(Context& context) {
    return run(context, false);
}

Reply run_move_file(Context& context) {
    return run(context, true);
}

}  // namespace syncgate::dav
