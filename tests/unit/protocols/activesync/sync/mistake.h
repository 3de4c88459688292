// Mistakes planted around the engine, each of which the random world must find: those that
// docs/sync_model/model.py --list names, under the same names, and what the code adds to the model.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace syncgate::activesync {

enum class Mistake {
    kNone,
    kEnterByModseq,   // Adds paged by the item's modseq, not by that of its entry
    kEnterFirst,      // Adds before all departures are sent
    kNoSubcursor,     // a page that ends inside a write moves M to its end
    kTie,             // bound without the uid
    kEdge,            // extend leaves out what equals the window's edge
    kOwnHides,        // an own change hides another's that the device never saw
    kOwnGone,         // a Delete of what is gone already is not noted
    kOwnBelow,        // extend sends what the device itself added below the bound
    kKeyNow,          // the sort key of now stands in for that as of the cursor
    kSlideNow,        // slide goes by what the folder holds now, not by what the device holds
    kCompactM,        // restart is decided by M, though A is older
    kJournalLate,     // outcomes are remembered with the answer, not with the change
    kSelfConflict,    // a repeated request conflicts with its own first execution
    kConflictChange,  // a Delete that lost a conflict is answered by a Change
    kKeyReuse,        // an answer to an old key reuses the number of the answer it replaces
    kNoCarry,         // outcomes that no answer reported are forgotten
    kTwice,           // one answer may name one item twice
    kStateOnly,       // content that came with a later change of state is not sent
    kRestForever,     // a device with whole conversations once at rest has nothing to ask for
    kRiderEdge,       // a message at the window's edge keeps none of its conversation
};

struct NamedMistake {
    std::string_view name;
    Mistake mistake = Mistake::kNone;
};

inline constexpr std::array kMistakes = {
    NamedMistake{"enter-by-modseq", Mistake::kEnterByModseq},
    NamedMistake{"enter-first", Mistake::kEnterFirst},
    NamedMistake{"no-subcursor", Mistake::kNoSubcursor},
    NamedMistake{"tie", Mistake::kTie},
    NamedMistake{"edge", Mistake::kEdge},
    NamedMistake{"own-hides", Mistake::kOwnHides},
    NamedMistake{"own-gone", Mistake::kOwnGone},
    NamedMistake{"own-below", Mistake::kOwnBelow},
    NamedMistake{"key-now", Mistake::kKeyNow},
    NamedMistake{"slide-now", Mistake::kSlideNow},
    NamedMistake{"compact-m", Mistake::kCompactM},
    NamedMistake{"journal-late", Mistake::kJournalLate},
    NamedMistake{"self-conflict", Mistake::kSelfConflict},
    NamedMistake{"conflict-change", Mistake::kConflictChange},
    NamedMistake{"key-reuse", Mistake::kKeyReuse},
    NamedMistake{"no-carry", Mistake::kNoCarry},
    NamedMistake{"twice", Mistake::kTwice},
    NamedMistake{"state-only", Mistake::kStateOnly},
    NamedMistake{"rest-forever", Mistake::kRestForever},
    NamedMistake{"rider-edge", Mistake::kRiderEdge},
};

inline std::optional<Mistake> find_mistake(std::string_view name) {
    const auto* it = std::find_if(kMistakes.begin(), kMistakes.end(),
                                  [&](const auto& each) { return each.name == name; });
    return it == kMistakes.end() ? std::nullopt : std::optional(it->mistake);
}

}  // namespace syncgate::activesync
