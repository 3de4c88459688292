#include "model/shared_id.h"

namespace syncgate {
namespace {

// Own collections are below, owners above.
constexpr std::int64_t kOwn = std::int64_t{1} << 32;
constexpr std::int64_t kOwners = kMaxKey / kOwn;
// Own devices are positive.
constexpr std::int64_t kDevices = std::int64_t{1} << 24;

}  // namespace

std::optional<CollectionId> shared_id(const SharedCollection& shared) {
    if (shared.owner <= 0 || shared.owner >= kOwners || shared.collection <= 0 ||
        shared.collection >= kOwn) {
        return std::nullopt;
    }
    return shared.owner * kOwn + shared.collection;
}

std::optional<SharedCollection> parse_shared_id(CollectionId id) {
    return id < kOwn || id % kOwn == 0 ? std::nullopt
                                       : std::optional(SharedCollection{id / kOwn, id % kOwn});
}

DeviceNumber guest_number(AccountId viewer, DeviceNumber device) {
    return -(viewer * kDevices + device);
}

}  // namespace syncgate
