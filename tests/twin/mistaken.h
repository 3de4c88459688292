// A server that makes one mistake: what stands before the endpoints and spoils what goes in, what
// comes out, or what is kept between. The worlds must find each.
#pragma once

#include <optional>
#include <string_view>

#include "model/exchange.h"
#include "store/account.h"

namespace syncgate::twin {

enum class Planted {
    kNone,
    // Of sending.
    kSendForgotten,     // SendMail and the like remember no request
    kJournalForgotten,  // a Sync's commands are remembered by nobody
    kDraftRemains,      // a draft that was sent stays a draft as well
    // Of contacts.
    kStrangersDropped,  // a device's edit makes the card anew from what it shows
    kNothingGhosted,    // Supported is not read
    kETagIgnored,       // If-Match is not looked at
    kPageEndsAll,       // a page of sync-collection that a limit cut says it is the last
};

struct PlantedRow {
    std::string_view name;
    Planted mistake;
    bool of_contacts;  // the world that must find it
};

inline constexpr PlantedRow kPlanted[] = {
    {"send-forgotten", Planted::kSendForgotten, false},
    {"journal-forgotten", Planted::kJournalForgotten, false},
    {"draft-remains", Planted::kDraftRemains, false},
    {"strangers-dropped", Planted::kStrangersDropped, true},
    {"nothing-ghosted", Planted::kNothingGhosted, true},
    {"etag-ignored", Planted::kETagIgnored, true},
    {"page-ends-all", Planted::kPageEndsAll, true},
};

class Mistaken final : public Handler {
  public:
    // All but the mistake outlive it.
    Mistaken(Planted mistake, store::Account& account, Handler& activesync, Handler& dav)
        : mistake_(mistake), account_(account), activesync_(activesync), dav_(dav) {}

    Outcome handle(Request& request) override;

  private:
    Outcome handle_dav(Request& request);
    Outcome handle_activesync(Request& request);

    Planted mistake_;
    store::Account& account_;
    Handler& activesync_;
    Handler& dav_;
};

}  // namespace syncgate::twin
