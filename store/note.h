// Device state and settings: written durably, without a modseq; nobody is told.
#pragma once

#include <string_view>

#include "base/clock.h"
#include "store/snapshot.h"

namespace syncgate::store {

// Who takes mail to hand it over.
struct OutgoingHolder {
    std::string_view process;
    bool is_alone = false;  // no other process can be at work: what another holds was left by it
};

class Note : public Snapshot {
  public:
    // The device with this DeviceId, made when it is new.
    Device ensure_device(std::string_view id, std::string_view type);
    // Every field but number, id and first_seen.
    void update_device(const Device& device);
    // Its lines, points, hierarchy and memory too.
    void remove_device(DeviceNumber device);
    // Its lines, points and hierarchy: it is a device that was never sent anything. What is
    // remembered of its requests stays.
    void forget_what_was_sent(DeviceNumber device);

    // All that was synced with it is forgotten, its layers and policy stay: it begins anew.
    void forget_sync(DeviceNumber device);

    // What the account may hold; 0: unlimited, kQuotaOfStore: as the store says; nullopt: as it
    // was. What it holds already stays.
    void set_quota(std::optional<std::int64_t> bytes, std::optional<std::int64_t> items);

    // Drops kept versions whose time is over; returns how many went, at most `most`.
    int forget_versions(int most);

    // A number that no key of this account had before.
    std::int64_t next_key();

    // Writes the line as it stands: points not named are dropped. Its version is one higher then.
    // False, and nothing is written, when another has been saved since this version was read: by
    // another process on the same database.
    [[nodiscard]] bool save_line(DeviceNumber device, CollectionId collection, const Line& line);
    void drop_line(DeviceNumber device, CollectionId collection);

    // Keeps these generations (at most three) and no others. One that is stored already, by its
    // key, is as it was. False, and nothing is written, when those stored are no more those that
    // were read before: another process on the same database has saved some.
    [[nodiscard]] bool save_hierarchy(DeviceNumber device, const std::vector<HierarchyRow>& before,
                                      const std::vector<HierarchyRow>& generations);

    // What was remembered longest goes first when a device has had more than kRemembered of a kind
    // before this write: no client repeats a request after as many others.
    void remember(DeviceNumber device, std::string_view kind, std::string_view key,
                  std::string_view outcome, UnixSeconds until);
    static constexpr int kRemembered = 500;  // below 64 KiB

    // The index of words is made anew: objects are no more what they were, or most are gone.
    void renew_words();

    // -- mail that waits for the relay

    // The oldest with a recipient whose time has come, which is the holder's from now on, with
    // these recipients alone; nullopt: there is none.
    std::optional<Outgoing> take_outgoing(const OutgoingHolder& holder);
    // The next try is now; of all mail without `id`. How many recipients that concerns.
    int retry_outgoing(std::optional<std::int64_t> id);

    // -- upkeep, in slices of about `most` rows; how many went.

    // What was remembered until `now` or before, for requests and of other accounts' intents.
    int forget_before(UnixSeconds now, int most = 1000);
    // Tombstones and the history of sort keys that are older than 90 days and behind the points of
    // all devices seen in 30 days; collections that are gone as long. Takes no modseq; a point that
    // would miss what is removed is below Collection::compacted.
    int compact(int most);
    // Messages that came before there was an index of conversations get their place in it, the
    // newest first; how many were looked at. A SyncPoint is told of none of it.
    int derive_conversations(int most);

    using Snapshot::Snapshot;
};

}  // namespace syncgate::store
