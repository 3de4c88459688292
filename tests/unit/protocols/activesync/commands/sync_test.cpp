#include "protocols/activesync/commands/sync.h"

#include "protocols/activesync/commands/sync_options.h"
#include "protocols/activesync/sync/line.h"
#include "tests/unit/protocols/activesync/commands/device_fixture.h"

namespace syncgate::activesync {
namespace {

namespace air_sync = wbxml::air_sync;

using wbxml::Element;

struct Asked {
    CollectionId collection;
    std::string key;
};

Element request(const std::vector<Asked>& all, bool waits = false) {
    Element root(air_sync::kSync);
    Element& collections = root.add(air_sync::kCollections);
    for (const auto& each : all) {
        Element& collection = collections.add(air_sync::kCollection);
        collection.add(air_sync::kSyncKey, each.key);
        collection.add(air_sync::kCollectionId, each.collection);
    }
    if (waits) {
        root.add(air_sync::kWait, 5);
    }
    return root;
}

class SyncTest : public DeviceTest {
  protected:
    void SetUp() override {
        DeviceTest::SetUp();
        trash_ = folder(*account_, Role::kTrash);
        folder_key_ = first(folder_sync("0"), "SyncKey");
    }

    std::string start(CollectionId collection) { return first(sync(collection, "0"), "SyncKey"); }
    // The key under which the device has all that is there.
    std::string at_rest(CollectionId collection) {
        return first(sync(collection, start(collection)), "SyncKey");
    }

    // The state of a Sync of the inbox that waits.
    std::string hang(const std::string& key) {
        const Element root = request({{inbox_, key}}, true);
        auto outcome = send("Sync", &root);
        const auto* park = std::get_if<Park>(&outcome);
        EXPECT_NE(park, nullptr) << shown(outcome);
        return park == nullptr ? std::string() : park->state;
    }
    std::string wake(const std::string& state, Wake why) {
        Parked parked{
            {account_->id(), account_->address()}, {}, state, &waiting_, std::chrono::seconds(10)};
        return shown(endpoint_->resume(parked, why));
    }

    static std::size_t count(const std::string& xml, const std::string& what) {
        std::size_t found = 0;
        for (auto at = xml.find(what); at != std::string::npos; at = xml.find(what, at + 1)) {
            ++found;
        }
        return found;
    }

    CollectionId trash_ = 0;
    std::string folder_key_;
};

TEST_F(SyncTest, AHangingOneEndsWithNothingToSay) {
    const auto key = at_rest(inbox_);
    for (const auto why : {Wake::kDeadline, Wake::kSuperseded, Wake::kClosing}) {
        EXPECT_EQ(wake(hang(key), why), "");
    }
}

TEST_F(SyncTest, AHangingOneGoesOnWaitingWhenTheChangeIsNotForIt) {
    const auto state = hang(at_rest(inbox_));
    EXPECT_EQ(wake(state, Wake::kChange), "parked");
}

TEST_F(SyncTest, AtItsDeadlineAHangingOneLooksOnceMore) {
    const auto state = hang(at_rest(inbox_));
    deliver(inbox_, "late");
    EXPECT_EQ(first(wake(state, Wake::kDeadline), "Subject"), "late");
}

TEST_F(SyncTest, AHangingOneIsSentToProvisionByANewPolicy) {
    EXPECT_EQ(first(wake(hang(at_rest(inbox_)), Wake::kPolicy), "Status"), "142");
}

TEST_F(SyncTest, AHangingOneIsToldOfEachNewHierarchyOnce) {
    const auto key = at_rest(inbox_);
    const auto state = hang(key);
    add_folder("new");
    EXPECT_EQ(first(wake(state, Wake::kChange), "Status"), "12");
    const auto deaf = hang(key);
    deliver(inbox_, "m");
    EXPECT_EQ(first(wake(deaf, Wake::kChange), "Subject"), "m");
    folder_key_ = first(folder_sync(folder_key_), "SyncKey");
    const auto rested = at_rest(inbox_);
    hang(rested);
    add_folder("another");
    EXPECT_EQ(first(ask("Sync", request({{inbox_, rested}}, true)), "Status"), "12");
    EXPECT_EQ(ask("Sync", request({{inbox_, rested}}, true)), "parked");
}

TEST_F(SyncTest, AHangingOneWhoseKeyWasOvertakenHasNothingToSay) {
    const auto state = hang(at_rest(inbox_));
    const auto newer = at_rest(inbox_);
    EXPECT_EQ(sync(inbox_, newer), "");
    deliver(inbox_, "m");
    EXPECT_EQ(wake(state, Wake::kChange), "");
    EXPECT_EQ(first(sync(inbox_, newer), "Subject"), "m");
}

TEST_F(SyncTest, WhenTheAnswerIsFullEachCollectionSaysThatThereIsMore) {
    const std::string large(5U << 20U, 'x');
    deliver_text(inbox_, large);
    const auto other = add_folder("other");
    for (const auto collection : {trash_, other}) {
        deliver(collection, "one");
        deliver(collection, "two");
    }
    const auto answer = ask(
        "Sync", request({{inbox_, start(inbox_)}, {trash_, start(trash_)}, {other, start(other)}}));
    EXPECT_EQ(count(answer, "<Add>"), 3U);
    EXPECT_EQ(count(answer, "<MoreAvailable>"), 2U);
}

TEST_F(SyncTest, WhenTheClientWantsNoMoreACollectionWaitsForTheNextRequest) {
    deliver(inbox_, "one");
    deliver(trash_, "two");
    Element root = request({{inbox_, start(inbox_)}, {trash_, start(trash_)}});
    root.add(air_sync::kWindowSize, 1);
    const auto answer = ask("Sync", root);
    EXPECT_EQ(count(answer, "<Collection>"), 1U);
    EXPECT_EQ(first(answer, "Subject"), "one");
}

// -- options belong to a key

Element filtered(CollectionId collection, const std::string& key, int filter) {
    Element root = request({{collection, key}});
    Element asked = root.children()[0].children()[0];
    asked.add(air_sync::kOptions).add(air_sync::kFilterType, filter);
    Element made(air_sync::kSync);
    made.add(air_sync::kCollections).add(std::move(asked));
    return made;
}

TEST_F(SyncTest, ALateKeyZeroDoesNotResetTheOptionsOfALiveKey) {
    deliver(inbox_, "old");
    clock_.advance(10 * 86'400);
    const auto zero = filtered(inbox_, "0", 1);
    auto key = first(ask("Sync", zero), "SyncKey");
    const auto young = ask("Sync", filtered(inbox_, key, 2));  // a day, then three
    EXPECT_EQ(count(young, "<Add>"), 0U);
    key = first(young, "SyncKey");
    for (const auto& late : {zero, request({{inbox_, "0"}})}) {
        EXPECT_EQ(first(ask("Sync", late), "Status"), "1");
        EXPECT_EQ(count(ask("Sync", request({{inbox_, key}})), "<Add>"), 0U);
    }
    const auto all = ask("Sync", filtered(inbox_, key, 0));
    EXPECT_EQ(first(all, "Subject"), "old");
}

TEST_F(SyncTest, ANewStartHasTheDefaultsAndNotWhatTheLineHadBefore) {
    deliver(inbox_, "old");
    clock_.advance(10 * 86'400);
    const auto filter = first(ask("Sync", filtered(inbox_, "0", 1)), "SyncKey");
    EXPECT_EQ(count(ask("Sync", request({{inbox_, filter}})), "<Add>"), 0U);
    EXPECT_EQ(first(sync(inbox_, start(inbox_)), "Subject"), "old");
}

TEST_F(SyncTest, APingObeysTheOptionsOfTheNewestKey) {
    namespace ping = wbxml::ping;
    Element root(ping::kPing);
    root.add(ping::kHeartbeatInterval, 60);
    root.add(ping::kFolders).add(ping::kFolder).add(ping::kId, inbox_);
    deliver(inbox_, "old");
    clock_.advance(10 * 86'400);
    const auto key = first(ask("Sync", filtered(inbox_, "0", 1)), "SyncKey");
    EXPECT_EQ(ask("Ping", root), "parked");
    EXPECT_EQ(count(ask("Sync", filtered(inbox_, key, 1)), "<Add>"), 0U);
    EXPECT_EQ(ask("Ping", root), "parked");
}

// -- what was asked last

TEST_F(SyncTest, AnEmptyOneAsksTheSameAgain) {
    const auto key = at_rest(inbox_);
    EXPECT_EQ(ask("Sync", request({{inbox_, key}}, true)), "parked");
    EXPECT_EQ(ask_without_body("Sync"), "parked");
    deliver(inbox_, "m");
    EXPECT_EQ(first(ask_without_body("Sync"), "Subject"), "m");
}

// case: MSASCMD_S19_TC06_Sync_Status13
TEST_F(SyncTest, AnEmptyOneThatIsNotKnownOrWasAnsweredSinceIsAskedForTheWhole) {
    EXPECT_EQ(first(ask_without_body("Sync"), "Status"), "13");
    const auto key = at_rest(inbox_);
    deliver(inbox_, "m");
    ask("Sync", request({{inbox_, key}}));
    EXPECT_EQ(first(ask_without_body("Sync"), "Status"), "13");
    EXPECT_EQ(first(sync(inbox_, key), "Subject"), "m");  // of which nothing was lost
    start(inbox_);
    EXPECT_EQ(first(ask_without_body("Sync"), "Status"), "13");
}

TEST_F(SyncTest, AnEmptyOneOfAServerThatWasStartedAnewIsAskedForTheWhole) {
    const auto key = at_rest(inbox_);
    EXPECT_EQ(sync(inbox_, key), "");
    endpoint_ = std::make_unique<Endpoint>(Services{*store_, clock_, log_, false, {}});
    EXPECT_EQ(first(ask_without_body("Sync"), "Status"), "13");
}

TEST_F(SyncTest, APartialOneNamesOnlyWhatDiffers) {
    const auto inbox = at_rest(inbox_);
    const auto trash = at_rest(trash_);
    EXPECT_EQ(ask("Sync", request({{inbox_, inbox}, {trash_, trash}}, true)), "parked");
    Element longer(air_sync::kSync);
    longer.add(air_sync::kPartial);
    longer.add(air_sync::kWait, 10);
    auto outcome = send("Sync", &longer);
    EXPECT_EQ(std::get<Park>(outcome).wait, std::chrono::minutes(10));
    Element root = request({{trash_, "0"}});
    root.add(air_sync::kPartial);
    deliver(inbox_, "m");
    const auto answer = ask("Sync", root);
    EXPECT_EQ(first(answer, "Subject"), "m");  // of the one not named
    EXPECT_EQ(count(answer, "<Collection>"), 2U);
    EXPECT_EQ(first(ask("Sync", root), "Status"), "13");  // answered since
}

TEST_F(SyncTest, AHangingOneWithoutChangesIsToldOfNone) {
    const auto key = at_rest(inbox_);
    Element asked = request({{inbox_, key}}).children()[0].children()[0];
    asked.add(air_sync::kGetChanges, 0);
    Element root(air_sync::kSync);
    root.add(air_sync::kCollections).add(std::move(asked));
    root.add(air_sync::kWait, 5);
    EXPECT_NE(ask("Sync", root), "parked");  // a new key is something to say
}

// -- classes beside mail

struct ClassRow {
    ItemClass item_class;
    const char* name;
    wbxml::Tag some;  // an element of its items
    int good_filter, bad_filter;
};
constexpr ClassRow kClasses[] = {
    {ItemClass::kContact, "Contacts", wbxml::contacts::kFirstName, 5, -1},
    {ItemClass::kEvent, "Calendar", wbxml::calendar::kSubject, 4, 8},
    {ItemClass::kTask, "Tasks", wbxml::tasks::kSubject, 8, 4},
    {ItemClass::kNote, "Notes", wbxml::notes::kSubject, 2, -1},
};

class OtherClass : public SyncTest {
  protected:
    CollectionId default_of(ItemClass item_class) {
        return *account_->read([&](const store::Snapshot& snapshot) -> Result<CollectionId> {
            return snapshot.by_role(item_class, Role::kDefault)->id;
        });
    }
    // A Sync of the collection with what `shape` puts into it.
    template <class F>
    std::string ask_of(CollectionId collection, const std::string& key, F shape) {
        Element asked = request({{collection, key}}).children()[0].children()[0];
        shape(asked);
        Element root(air_sync::kSync);
        root.add(air_sync::kCollections).add(std::move(asked));
        return ask("Sync", root);
    }
};

TEST_F(OtherClass, IsAnEmptyCollection) {
    for (const auto& row : kClasses) {
        const auto folder = default_of(row.item_class);
        const auto asked = [&](Element& collection) {
            Element& options = collection.add(air_sync::kOptions);
            options.add(air_sync::kClass, std::string(row.name));
            options.add(air_sync::kFilterType, row.good_filter);
        };
        const auto nothing = ask_of(folder, start(folder), asked);
        EXPECT_EQ(first(nothing, "Status"), "1") << row.name;
        EXPECT_EQ(count(nothing, "<Commands>"), 0U) << row.name;
        EXPECT_EQ(ask_of(folder, first(nothing, "SyncKey"), asked), "") << row.name;
    }
}

TEST_F(OtherClass, RefusesAnItemOnceAndForAllWhereThereAreNoneYet) {
    for (const auto& row : kClasses) {
        if (row.item_class == ItemClass::kContact) {
            continue;
        }
        const auto folder = default_of(row.item_class);
        const auto answer = ask_of(folder, start(folder), [&](Element& collection) {
            Element& add = collection.add(air_sync::kCommands).add(air_sync::kAdd);
            add.add(air_sync::kClientId, std::string("c"));
            add.add(air_sync::kApplicationData).add(row.some, std::string("x"));
        });
        EXPECT_NE(answer.find("<Add><ClientId>c</ClientId><Status>6</Status></Add>"),
                  std::string::npos)
            << answer;
        EXPECT_EQ(count(answer, "<Commands>"), 0U);
        EXPECT_EQ(sync(folder, first(answer, "SyncKey")), "") << row.name;
    }
}

// case: MSASCMD_S19_TC12_Sync_Calendar_FilterType, MSASCMD_S19_TC13_Sync_Tasks_FilterType,
// MSASCMD_S19_TC15_Sync_IncludeFilterTypeOrNot
TEST_F(OtherClass, KnowsItsFilters) {
    for (const auto& row : kClasses) {
        const auto folder = default_of(row.item_class);
        for (int filter = 0; filter <= 8; ++filter) {
            const bool good =
                filter == 0 || row.bad_filter < 0 ||
                (row.item_class == ItemClass::kEvent ? filter >= 4 && filter <= 7 : filter == 8);
            const auto answer = ask("Sync", filtered(folder, "0", filter));
            EXPECT_EQ(first(answer, "Status"), good ? "1" : "4") << row.name << " " << filter;
        }
    }
}

// case: MSASCMD_S19_TC08_Sync_ConversationMode_Status4,
// MSASCMD_S19_TC42_Sync_WithCombinationClasses
TEST_F(OtherClass, HasNoUseForWhatIsOfMailAlone) {
    for (const auto& row : kClasses) {
        const auto folder = default_of(row.item_class);
        const auto status = [&](auto shape) {
            return first(ask_of(folder, start(folder), shape), "Status");
        };
        EXPECT_EQ(status([](Element& asked) { asked.add(air_sync::kConversationMode, 0); }), "4");
        for (const std::string name : {"Email", "SMS"}) {
            EXPECT_EQ(status([&](Element& asked) {
                          asked.add(air_sync::kOptions).add(air_sync::kClass, name);
                      }),
                      "4");
        }
    }
}

// case: MSASCMD_S19_TC39_Sync_Supported
TEST_F(OtherClass, TakesWhatTheClientSupportsExceptForNotes) {
    for (const auto& row : kClasses) {
        const auto folder = default_of(row.item_class);
        const auto answer = ask_of(
            folder, "0", [&](Element& asked) { asked.add(air_sync::kSupported).add(row.some); });
        const bool note = row.item_class == ItemClass::kNote;
        EXPECT_EQ(first(answer, "Status"), note ? "4" : "1") << row.name;
        if (note) {
            continue;
        }
        const auto key = first(answer, "SyncKey");
        ask("Sync", filtered(folder, key, 0));  // the Options are not Supported
        const auto line = account_->read([&](const store::Snapshot& snapshot) {
            return SyncLine::load(snapshot, snapshot.devices().front().number, folder);
        });
        ASSERT_TRUE(line);
        const auto kept = decode_options(line->newest()->options).supported;
        EXPECT_TRUE(kept.said);
        EXPECT_FALSE(kept.ghosts(row.some));
        EXPECT_TRUE(kept.ghosts(air_sync::kClass));
    }
}

}  // namespace
}  // namespace syncgate::activesync
