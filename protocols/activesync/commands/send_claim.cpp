#include "protocols/activesync/commands/send_claim.h"

#include <chrono>
#include <thread>

namespace syncgate::activesync {
namespace {

constexpr std::string_view kClaims = "sending";
constexpr UnixSeconds kClaimed = 180;  // longer than a relay may take
constexpr std::chrono::milliseconds kBetween{200};
constexpr int kLooks = 150;

enum class Look { kOurs, kAnothers, kSent };

Result<Look> look(Context& context, std::string_view kind, const std::string& memory) {
    const std::string& own = context.services.store.process();
    return context.account->note([&](store::Note& note) -> Result<Look> {
        if (note.remembered(context.device.number, kind, memory)) {
            return Look::kSent;
        }
        const auto holder = note.remembered(context.device.number, kClaims, memory);
        if (holder && *holder != own) {
            return Look::kAnothers;
        }
        note.remember(context.device.number, kClaims, memory, own,
                      context.services.clock.now() + kClaimed);
        return Look::kOurs;
    });
}

}  // namespace

Result<Claim> claim_send(Context& context, std::string_view kind, const std::string& memory) {
    if (!context.services.store.is_shared()) {
        return Claim::kOurs;
    }
    for (int looks = 0; looks < kLooks; ++looks) {
        const auto found = look(context, kind, memory);
        if (!found) {
            return found.error();
        }
        if (*found != Look::kAnothers) {
            return *found == Look::kOurs ? Claim::kOurs : Claim::kSentMeanwhile;
        }
        std::this_thread::sleep_for(kBetween);
    }
    return Error{ErrorCode::kUnavailable, "another gateway is sending it"};
}

void release_send(Context& context, const std::string& memory) {
    if (!context.services.store.is_shared()) {
        return;
    }
    // One that stays runs out by itself.
    (void)context.account->note([&](store::Note& note) -> Result<bool> {
        note.remember(context.device.number, kClaims, memory, "", context.services.clock.now());
        return true;
    });
}

}  // namespace syncgate::activesync
