// A world of contacts: devices of several versions, which ghost nothing, some elements or all of
// them, and WebDAV clients, on one address book.
//
// What one side can't express is not lost by another's edit: no request of a device changes a
// property that only a WebDAV client writes, or what the device ghosts; a PUT is kept byte for byte
// and taken only over the text that its client has seen.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "tests/twin/dav_client.h"
#include "tests/twin/edit_world.h"

namespace syncgate::twin {

class CardWorld final : public EditWorld {
  public:
    CardWorld(std::uint64_t seed, const std::filesystem::path& folder, const std::string& database,
              Planted mistake);

  private:
    struct Card {
        std::string name, text;
        bool operator==(const Card&) const = default;
    };
    using Cards = std::map<std::string, Card>;  // by UID

    [[nodiscard]] std::string find_folder(const Phone& phone) const override;
    void others() override;
    void edit(Writer& writer) override;
    void answered(Writer& writer, const Edit& edit, int status) override;
    void sending(const std::vector<Edit>& edits) override;
    Phone::Answer ask(Writer& writer, const SyncRequest& request) override;
    [[nodiscard]] Fields shown(const store::Snapshot& snapshot, const Item& item,
                               const Writer& writer) const override;
    void check_all() override;
    void rest_others() override;

    // -- a device's user
    void add(Writer& writer);
    void change(Writer& writer, const std::string& id);
    // The user fills in, changes or empties some elements.
    void fill(const Writer& writer, Fields& fields);
    std::string new_value(wbxml::Tag tag);

    // -- WebDAV (card_world_dav.cpp)
    void dav_step(DavClient& client);
    void make(DavClient& client);
    void edit(DavClient& client, const std::string& name);
    void remove(DavClient& client, const std::string& name);
    void put(DavClient& client, const std::string& name, const std::string& text);
    void come_to_rest(DavClient& client);
    std::string edited(const DavClient& client, const std::string& text);
    [[nodiscard]] const Card* named(const Cards& cards, const std::string& name) const;

    // Upkeep after months; a device that was away may have to start anew.
    void months_pass();
    [[nodiscard]] Cards cards();
    void check_strangers(const Writer& writer, const Cards& before, const Cards& after) const;

    CollectionId book_ = 0;
    std::vector<DavClient> clients_;
    std::set<std::string> known_;   // UIDs that were there
    std::set<std::string> may_go_;  // UIDs that somebody asked to delete
};

}  // namespace syncgate::twin
