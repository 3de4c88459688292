#include "protocols/activesync/commands/sync_request.h"

#include <algorithm>
#include <functional>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "formats/wbxml/tags.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace air_sync = wbxml::air_sync;

// A Sync of collection 5 with this key, which `shape` makes what it will.
Element request(const std::string& key, const std::function<void(Element&)>& shape) {
    Element root(air_sync::kSync);
    Element collection(air_sync::kCollection);
    collection.add(air_sync::kSyncKey, key);
    collection.add(air_sync::kCollectionId, std::string("5"));
    shape(collection);
    root.add(air_sync::kCollections).add(std::move(collection));
    return root;
}

SyncCollection parse_one(const Element& root) {
    const auto parsed = parse_sync(root, Version::k14_1);
    const auto* whole = std::get_if<SyncRequest>(&parsed);
    EXPECT_NE(whole, nullptr);
    return whole == nullptr ? SyncCollection{} : whole->collections.at(0);
}

// The Status that refuses the whole request; 0: none does.
int refusal_of(const Element& root, Version version = Version::k14_1) {
    const auto parsed = parse_sync(root, version);
    const auto* refusal = std::get_if<SyncRefusal>(&parsed);
    return refusal == nullptr ? 0 : refusal->status;
}

void nothing(Element& /*collection*/) {}

TEST(SyncRequest, HasTheDefaultsOfTheProtocol) {
    const auto one = parse_one(request("7", nothing));
    EXPECT_EQ(one.key, "7");
    EXPECT_EQ(one.id, "5");
    EXPECT_TRUE(one.get_changes);
    EXPECT_TRUE(one.deletes_as_moves);
    EXPECT_EQ(one.window, 100);
    EXPECT_FALSE(one.options);
}

TEST(SyncRequest, AsksForNoChangesWithKeyZero) {
    EXPECT_FALSE(parse_one(request("0", nothing)).get_changes);
    EXPECT_EQ(refusal_of(request(
                  "0", [](Element& collection) { collection.add(air_sync::kGetChanges, 1); })),
              4);
}

struct FlagRow {
    const char* text;
    bool value;
};

TEST(SyncRequest, TakesAnEmptyFlagForTrue) {
    for (const FlagRow row : {FlagRow{"", true}, FlagRow{"1", true}, FlagRow{"0", false}}) {
        const auto one = parse_one(request("7", [&](Element& collection) {
            collection.add(air_sync::kGetChanges, std::string(row.text));
            collection.add(air_sync::kDeletesAsMoves, std::string(row.text));
            collection.add(air_sync::kConversationMode, std::string(row.text));
        }));
        EXPECT_EQ(one.conversations, row.value) << row.text;
        EXPECT_EQ(one.get_changes, row.value) << row.text;
        EXPECT_EQ(one.deletes_as_moves, row.value) << row.text;
    }
}

struct WindowRow {
    const char* text;
    int window;
};

TEST(SyncRequest, TakesAWindowOutOfRangeForTheLargest) {
    for (const WindowRow row : {WindowRow{"1", 1}, WindowRow{"512", 512}, WindowRow{"0", 512},
                                WindowRow{"513", 512}, WindowRow{"x", 512}}) {
        const auto one = parse_one(request("7", [&](Element& collection) {
            collection.add(air_sync::kWindowSize, std::string(row.text));
        }));
        EXPECT_EQ(one.window, row.window) << row.text;
    }
}

Element command(wbxml::Tag tag, const std::string& client_id, const std::string& server_id,
                bool data) {
    Element made(tag);
    if (!client_id.empty()) {
        made.add(air_sync::kClientId, client_id);
    }
    if (!server_id.empty()) {
        made.add(air_sync::kServerId, server_id);
    }
    if (data) {
        made.add(air_sync::kApplicationData).add(wbxml::email::kRead, 1);
    }
    return made;
}

struct CommandRow {
    Element command;
    bool malformed;
};

TEST(SyncRequest, WantsEachCommandNamedAndWithItsData) {
    const std::string too_long(65, 'x');
    const CommandRow rows[] = {
        {command(air_sync::kAdd, "c", "", true), false},
        {command(air_sync::kAdd, "", "", true), true},
        {command(air_sync::kAdd, "c", "", false), true},
        {command(air_sync::kAdd, too_long, "", true), true},
        {command(air_sync::kChange, "", "5:1", true), false},
        {command(air_sync::kChange, "", "", true), true},
        {command(air_sync::kChange, "", "5:1", false), true},
        {command(air_sync::kDelete, "", "5:1", false), false},
        {command(air_sync::kDelete, "", "", false), true},
        {command(air_sync::kDelete, "", too_long, false), true},
        {command(air_sync::kFetch, "", "5:1", false), false},
        {command(air_sync::kFetch, "", "", false), true},
        {command(air_sync::kSoftDelete, "", "5:1", false), true},
    };
    for (const auto& row : rows) {
        const Element root = request("7", [&](Element& collection) {
            collection.add(air_sync::kCommands).add(row.command);
        });
        EXPECT_EQ(refusal_of(root), row.malformed ? 4 : 0)
            << wbxml::name_of(row.command.tag()) << row.command.children().size();
    }
}

TEST(SyncRequest, TellsCommandsApartByTheirText) {
    const Element root = request("7", [](Element& collection) {
        Element& commands = collection.add(air_sync::kCommands);
        commands.add(command(air_sync::kChange, "", "5:1", true));
        commands.add(command(air_sync::kChange, "", "5:2", true));
        Element other = command(air_sync::kChange, "", "5:1", false);
        other.add(air_sync::kApplicationData).add(wbxml::email::kRead, 0);
        commands.add(std::move(other));
    });
    const auto one = parse_one(root);
    ASSERT_EQ(one.commands.size(), 3U);
    EXPECT_EQ(one.commands[0].digest, one.commands[1].digest);
    EXPECT_NE(one.commands[0].digest, one.commands[2].digest);
}

TEST(SyncRequest, SendingADraftIsAnotherCommandThanSavingIt) {
    const Element root = request("7", [](Element& collection) {
        Element& commands = collection.add(air_sync::kCommands);
        commands.add(command(air_sync::kChange, "", "5:1", true));
        commands.add(command(air_sync::kChange, "", "5:1", true)).add(wbxml::email2::kSend);
    });
    const auto newer = std::get<SyncRequest>(parse_sync(root, Version::k16_1));
    const auto& one = newer.collections.at(0);
    ASSERT_EQ(one.commands.size(), 2U);
    EXPECT_FALSE(one.commands[0].sends);
    EXPECT_TRUE(one.commands[1].sends);
    EXPECT_NE(one.commands[0].digest, one.commands[1].digest);
    const auto older = std::get<SyncRequest>(parse_sync(root, Version::k14_1));
    EXPECT_FALSE(older.collections[0].commands[1].sends);
}

struct RefusalRow {
    const char* wait;
    const char* heartbeat;
    int status;
    std::optional<int> limit;
};

TEST(SyncRequest, RefusesWaitsOutOfRangeInTheClientsUnit) {
    const RefusalRow rows[] = {
        {"0", nullptr, 14, 1},
        {"-1", nullptr, 14, 1},
        {nullptr, "-300", 14, limits::kHeartbeatMin},
        {"-x", nullptr, 4, std::nullopt},
        {"9999", nullptr, 14, limits::kHeartbeatMax / 60},
        {nullptr, "1", 14, limits::kHeartbeatMin},
        {nullptr, "99999", 14, limits::kHeartbeatMax},
        {"5", "300", 4, std::nullopt},
        {"x", nullptr, 4, std::nullopt},
    };
    for (const auto& row : rows) {
        Element root = request("7", nothing);
        if (row.wait != nullptr) {
            root.add(air_sync::kWait, std::string(row.wait));
        }
        if (row.heartbeat != nullptr) {
            root.add(air_sync::kHeartbeatInterval, std::string(row.heartbeat));
        }
        const auto parsed = parse_sync(root, Version::k14_1);
        const auto* refusal = std::get_if<SyncRefusal>(&parsed);
        ASSERT_NE(refusal, nullptr);
        EXPECT_EQ(refusal->status, row.status);
        EXPECT_EQ(refusal->limit, row.limit);
    }
}

TEST(SyncRequest, MayNameNoCollectionWhenItIsAPart) {
    Element root(air_sync::kSync);
    EXPECT_EQ(refusal_of(root), 4);
    root.add(air_sync::kPartial);
    const auto parsed = parse_sync(root, Version::k14_1);
    EXPECT_TRUE(std::get<SyncRequest>(parsed).partial);
}

// case: MSASCMD_S19_TC26_Sync_GetChanges
TEST(SyncRequest, AsksForChangesUnlessItSaysNot) {
    struct Default {
        Version version;
        bool asks;
    };
    for (const Default row : {Default{Version::k2_5, false}, Default{Version::k12_0, false},
                              Default{Version::k12_1, true}, Default{Version::k16_1, true}}) {
        const auto parsed = parse_sync(request("7", nothing), row.version);
        EXPECT_EQ(std::get<SyncRequest>(parsed).collections.at(0).get_changes, row.asks);
        const auto empty = parse_sync(
            request("7", [](Element& collection) { collection.add(air_sync::kGetChanges); }),
            row.version);
        EXPECT_TRUE(std::get<SyncRequest>(empty).collections.at(0).get_changes);
    }
}

struct SuitRow {
    void (*shape)(Element&);
    std::vector<ItemClass> suits;
};

TEST(SyncRequest, SuitsSomeClasses) {
    const SuitRow rows[] = {
        {nothing,
         {ItemClass::kMail, ItemClass::kContact, ItemClass::kEvent, ItemClass::kTask,
          ItemClass::kNote}},
        // case: MSASCMD_S19_TC08_Sync_ConversationMode_Status4
        {[](Element& collection) { collection.add(air_sync::kConversationMode, 1); },
         {ItemClass::kMail}},
        {[](Element& collection) { collection.add(air_sync::kSupported); },
         {ItemClass::kMail, ItemClass::kContact, ItemClass::kEvent, ItemClass::kTask}},
        {[](Element& collection) {
             collection.add(air_sync::kOptions).add(air_sync::kClass, std::string("Tasks"));
         },
         {ItemClass::kTask}},
    };
    for (const auto& row : rows) {
        const auto one = parse_one(request("7", row.shape));
        for (const auto each : {ItemClass::kMail, ItemClass::kContact, ItemClass::kEvent,
                                ItemClass::kTask, ItemClass::kNote}) {
            EXPECT_EQ(one.suits(each), std::count(row.suits.begin(), row.suits.end(), each) > 0);
        }
    }
}

TEST(SyncRequest, TakesNothingButZeroForADeletionForGood) {
    for (const auto* text : {"true", "2", "00", "-1", "no"}) {
        EXPECT_EQ(refusal_of(request("7",
                                     [&](Element& collection) {
                                         collection.add(air_sync::kDeletesAsMoves,
                                                        std::string(text));
                                     })),
                  4)
            << text;
    }
}

TEST(SyncRequest, RefusesTheWholeForOneMalformedCollection) {
    for (const bool first : {true, false}) {
        Element root(air_sync::kSync);
        Element& all = root.add(air_sync::kCollections);
        for (const bool good : {first, !first}) {
            Element& collection = all.add(air_sync::kCollection);
            collection.add(air_sync::kSyncKey, 7);
            if (good) {
                collection.add(air_sync::kCollectionId, 5);
            }
        }
        EXPECT_EQ(refusal_of(root), 4);
    }
}

TEST(SyncRequest, RefusesABodyPartOfAnotherTypeWhereThereIsSuch) {
    const Element root = request("7", [](Element& collection) {
        collection.add(air_sync::kOptions)
            .add(wbxml::air_sync_base::kBodyPartPreference)
            .add(wbxml::air_sync_base::kType, 1);
    });
    EXPECT_EQ(refusal_of(root, Version::k14_1), 164);
    EXPECT_EQ(refusal_of(root, Version::k14_0), 0);
}

TEST(SyncRequest, TakesSomeCollectionsAndNoMore) {
    Element root(air_sync::kSync);
    Element& all = root.add(air_sync::kCollections);
    for (int i = 0; i <= limits::kPingFolders; ++i) {
        Element& collection = all.add(air_sync::kCollection);
        collection.add(air_sync::kSyncKey, 7);
        collection.add(air_sync::kCollectionId, i + 1);
    }
    EXPECT_EQ(refusal_of(root), 15);
}

}  // namespace
}  // namespace syncgate::activesync
