// Devices that ask for the same page of a collection again and again: there is something in it that
// they choke on. After some tries the page is narrowed to one item, so that the others get past it;
// when one item alone has been asked for long enough, it is to be set aside.
//
// A lost answer is asked for again, too: hence the patience. Kept in memory alone.
#pragma once

#include <compare>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "model/device.h"
#include "model/ids.h"

namespace syncgate::activesync {

// Thread-safe; bounded in memory.
class StuckPages {
  public:
    explicit StuckPages(const Clock& clock) : clock_(clock) {}

    struct Place {
        AccountId account = 0;
        DeviceNumber device = 0;
        CollectionId collection = 0;
        auto operator<=>(const Place&) const = default;
    };
    struct Advice {
        int window = 0;          // at most the one that was asked for
        bool set_aside = false;  // the item of the page
    };
    // Of a request with this key for a page of `window` items.
    Advice asked(const Place& place, std::string_view key, int window);
    // What the page held in the end.
    void answered(const Place& place, int count);

    static constexpr int kTries = 5;       // of a page, before it is narrowed
    static constexpr int kTriesAlone = 8;  // of one item, and at least so long:
    static constexpr UnixSeconds kPatience = 600;
    static constexpr std::size_t kMost = 20'000;

  private:
    struct Track {
        std::string key;
        int tries = 0;   // with this key
        int alone = 0;   // of them with one item
        int count = 0;   // of items in the last page
        int narrow = 0;  // pages that are still to be narrowed
        UnixMillis since = 0;
    };

    const Clock& clock_;
    std::mutex mutex_;  // guards tracks_
    std::map<Place, Track> tracks_;
};

}  // namespace syncgate::activesync
