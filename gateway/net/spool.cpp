#include "gateway/net/spool.h"

namespace syncgate::net {

Result<void> Spool::append(std::string_view bytes) {
    const bool moves = scratch_.would_move(bytes.size());
    const std::size_t before = size();
    Budget& budget = in_memory() && !moves ? place_->memory : place_->files;
    const std::size_t counted = bytes.size() + (moves ? before : 0);
    if (!budget.take(counted)) {
        return Error{ErrorCode::kUnavailable, "spool: the budget for bodies is used up"};
    }
    auto kept = scratch_.append(bytes);
    const bool moved = moves && !in_memory();
    if (moved) {
        place_->memory.give_back(before);
    }
    if (!kept) {
        budget.give_back(moved ? counted - size() : counted);
    }
    return kept;
}

void Spool::clear() {
    (in_memory() ? place_->memory : place_->files).give_back(size());
    scratch_.clear();
}

}  // namespace syncgate::net
