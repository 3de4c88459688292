// The index of words, as a search uses it: store/word_index.h, store/indexing.h.
#include <gmock/gmock.h>

#include "store/indexing.h"
#include "store/object_words.h"
#include "store/scope_of.h"
#include "store/upkeep.h"
#include "store/verify.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr int kMost = 100'000;

class WordsTest : public StoreTest {
  protected:
    ObjectId deliver(const std::string& subject, const std::string& text = "text") {
        const std::string message =
            "From: Jane <jane@elsewhere.example>\r\nSubject: " + subject + "\r\n\r\n" + text;
        const auto delivered = store::deliver(*account_, clock_, Delivery{.message = message});
        EXPECT_TRUE(delivered);
        return object_of(*delivered);
    }
    ObjectId object_of(const Delivered& place) {
        return *account_->read([&](const Snapshot& snapshot) -> Result<ObjectId> {
            return snapshot.item(place.collection, place.uid)->object;
        });
    }
    void remove(ObjectId object) {
        const auto done = account_->write([&](Change& change) -> Result<bool> {
            for (const auto& item : change.items_of({object})) {
                change.remove_item(item.collection, item.position.uid);
            }
            return true;
        });
        ASSERT_TRUE(done);
    }
    void index() { store_->index_words({}); }

    std::vector<ObjectId> found(const WordQuery& query) {
        return *account_->read([&](const Snapshot& snapshot) -> Result<std::vector<ObjectId>> {
            return snapshot.objects_with(query, kMost)->objects;
        });
    }
    // Those of them that have it for certain.
    std::vector<ObjectId> sure(const std::string& word) {
        return *account_->read([&](const Snapshot& snapshot) -> Result<std::vector<ObjectId>> {
            auto named = *snapshot.objects_with({whole({word})}, kMost);
            std::erase_if(named.objects, [&](ObjectId id) { return !named.is_sure(id); });
            return named.objects;
        });
    }
    // Those that have the word whole, or as a beginning.
    std::vector<ObjectId> with(const std::string& word) { return found({whole({word})}); }
    std::vector<ObjectId> beginning(const std::string& word) {
        return found({std::vector{words::Key{word, true}}});
    }
    static std::vector<words::Key> whole(std::initializer_list<std::string> all) {
        std::vector<words::Key> keys;
        for (const auto& word : all) {
            keys.push_back({word, false});
        }
        return keys;
    }
    WordMark mark() {
        return *account_->read([](const Snapshot& snapshot) -> Result<WordMark> {
            Scope& scope = scope_of(snapshot);
            return scope.words->mark(scope.db);
        });
    }
    std::int64_t entries() { return mark().entries; }
};

TEST_F(WordsTest, NameTheMessagesThatHaveThemAll) {
    const auto one = deliver("budget of the year", "numbers");
    const auto two = deliver("lunch", "numbers and more");
    index();
    EXPECT_THAT(with("numbers"), ElementsAre(one, two));
    EXPECT_THAT(with("lunch"), ElementsAre(two));
    EXPECT_THAT(with("jane"), ElementsAre(one, two));
    EXPECT_THAT(with("number"), IsEmpty());
    EXPECT_THAT(beginning("number"), ElementsAre(one, two));
    EXPECT_THAT(found({whole({"numbers", "budget"})}), ElementsAre(one));
    EXPECT_THAT(found({whole({"lunch"}), whole({"budget"})}), ElementsAre(one, two));
    EXPECT_THAT(found({whole({"lunch", "budget"})}), IsEmpty());
}

TEST_F(WordsTest, AreOfAnyScript) {
    const auto polish = deliver("=?utf-8?q?=C5=81=C3=B3d=C5=BA?=");
    const auto japanese = deliver("=?utf-8?b?5pel5pys6Kqe54mI?=");  // 日本語版
    index();
    EXPECT_THAT(with("lodz"), ElementsAre(polish));
    EXPECT_THAT(with("本語"), ElementsAre(japanese));
    EXPECT_THAT(beginning("語"), ElementsAre(japanese));
    EXPECT_THAT(with("語日"), IsEmpty());
}

TEST_F(WordsTest, NameContactsToo) {
    const auto add = [&](const std::string& text) {
        return *account_->write([&](Change& change) -> Result<ObjectId> {
            const auto book = change.by_role(ItemClass::kContact, Role::kDefault)->id;
            NewObject object;
            object.bytes = text;
            NewItem item;
            item.object = change.add_object(object);
            change.add_item(book, item);
            return item.object;
        });
    };
    const auto jane =
        add("BEGIN:VCARD\r\nVERSION:3.0\r\nUID:1\r\nN:Doe;Jané;;;\r\nFN:Jané Doe\r\n"
            "EMAIL;TYPE=WORK:jd@elsewhere.example\r\nORG:Sync;Gates\r\nNOTE:secret\r\n"
            "END:VCARD\r\n");
    add("no card");
    add("BEGIN:VCARD\r\nFN:broken");
    index();
    for (const auto* word : {"jane", "doe", "jd", "elsewhere", "sync", "gates"}) {
        EXPECT_THAT(with(std::string(kOfCard) + word), ElementsAre(jane)) << word;
        EXPECT_THAT(with(word), IsEmpty()) << word;  // as mail
    }
    for (const auto* word : {"secret", "broken", "card"}) {
        EXPECT_THAT(with(std::string(kOfCard) + word), IsEmpty()) << word;
    }
}

TEST_F(WordsTest, WordsOfAQueryLanguageAreOnlyWords) {
    const auto one = deliver("and or not near null");
    deliver("else");
    index();
    for (const auto* word : {"and", "or", "not", "near", "null"}) {
        EXPECT_THAT(with(word), ElementsAre(one)) << word;
    }
}

TEST_F(WordsTest, AMessageThatIsNotIndexedYetMayHaveAnyWord) {
    const auto one = deliver("first");
    index();
    const auto two = deliver("second");
    EXPECT_THAT(with("first"), ElementsAre(one, two));
    EXPECT_THAT(sure("first"), ElementsAre(one));
    index();
    EXPECT_THAT(with("first"), ElementsAre(one));
    EXPECT_THAT(sure("second"), ElementsAre(two));
}

TEST_F(WordsTest, ASearchBringsAnAccountUpToDate) {
    deliver("first");
    const auto id = account_->id();
    open();  // a crash before it was indexed: nobody remembers
    account_ = *store_->account(id);
    index();
    EXPECT_EQ(entries(), 0);
    EXPECT_THAT(with("other"), SizeIs(1));
    index();
    EXPECT_EQ(entries(), 1);
    EXPECT_THAT(with("other"), IsEmpty());
}

TEST_F(WordsTest, AreUpToDateThoughTheLastMessageIsGoneAlready) {
    deliver("first");
    const auto gone = deliver("second");
    remove(gone);
    index();
    EXPECT_EQ(mark().upto, gone);
}

TEST_F(WordsTest, AreOfEachAccountAlone) {
    const auto other = add("u2@example.org");
    const auto mine = deliver("mine");
    ASSERT_TRUE(store::deliver(*other, clock_, Delivery{.message = "Subject: mine\r\n\r\n"}));
    ASSERT_TRUE(store::deliver(*other, clock_, Delivery{.message = "Subject: else\r\n\r\n"}));
    index();
    EXPECT_THAT(with("mine"), ElementsAre(mine));
    EXPECT_THAT(with("else"), IsEmpty());
}

TEST_F(WordsTest, FollowAMessageWhereverItGoes) {
    const auto object = deliver("moving");
    index();
    const auto trash = folder(*account_, Role::kTrash);
    const auto items = *account_->write([&](Change& change) -> Result<std::vector<ItemOfObject>> {
        const auto item = change.items_of({object}).front();
        change.move_item(item.collection, item.position.uid, trash);
        return change.items_of({object});
    });
    ASSERT_THAT(items, SizeIs(1));
    EXPECT_EQ(items.front().collection, trash);
    EXPECT_THAT(with("moving"), ElementsAre(object));
}

TEST_F(WordsTest, AreIndexedInSlices) {
    for (int i = 0; i < kIndexSlice + 1; ++i) {
        deliver("common", "number" + std::to_string(i));
    }
    EXPECT_TRUE(*index_words(*account_));
    EXPECT_EQ(entries(), kIndexSlice);
    EXPECT_FALSE(*index_words(*account_));
    EXPECT_EQ(entries(), kIndexSlice + 1);
    EXPECT_FALSE(*index_words(*account_));
    EXPECT_EQ(entries(), kIndexSlice + 1);
    EXPECT_THAT(with("common"), SizeIs(kIndexSlice + 1));
    EXPECT_THAT(with("number7"), SizeIs(1));
}

TEST_F(WordsTest, MoreThanAreAskedForAreNotNamed) {
    deliver("common");
    deliver("common");
    const auto asked = [&](int most) {
        return *account_->read([&](const Snapshot& snapshot) -> Result<bool> {
            return snapshot.objects_with({whole({"common"})}, most).has_value();
        });
    };
    EXPECT_TRUE(asked(2));
    EXPECT_FALSE(asked(1));
    index();
    EXPECT_TRUE(asked(2));
    EXPECT_FALSE(asked(1));
}

TEST_F(WordsTest, AMessageOfTooManyWordsIsFoundByEveryOne) {
    std::string text;
    for (std::size_t i = 0; i <= kMostKeys; ++i) {
        text += std::to_string(i) + "\r\n";
    }
    const auto large = deliver("large", text);
    index();
    EXPECT_THAT(with("20000"), ElementsAre(large));
    EXPECT_THAT(with("nowhere"), ElementsAre(large));
    EXPECT_THAT(sure("20000"), IsEmpty());
}

TEST_F(WordsTest, CountForNothingOnceTheyAreRenewed) {
    const auto one = deliver("first");
    const auto two = deliver("second");
    index();
    ASSERT_TRUE(account_->note([](Note& note) -> Result<bool> {
        note.renew_words();
        return true;
    }));
    EXPECT_THAT(with("first"), ElementsAre(one, two));
    EXPECT_THAT(sure("first"), IsEmpty());
    index();
    EXPECT_THAT(with("first"), ElementsAre(one));
    EXPECT_EQ(entries(), 2);
}

TEST_F(WordsTest, OfALaterStateAreMadeAnew) {
    if (on_postgres()) {
        GTEST_SKIP() << "index and objects are one database";
    }
    const auto one = deliver("first");
    index();
    const auto now = mark();
    ASSERT_TRUE(*account_->read([&](const Snapshot& snapshot) -> Result<bool> {
        auto& words = *scope_of(snapshot).words;
        return words.add(now, {now.epoch, 9, 2}, {{9, {"later"}}});
    }));
    EXPECT_THAT(with("later"), ElementsAre(one));  // nothing of it counts
    index();
    EXPECT_EQ(mark().upto, one);
    EXPECT_THAT(with("later"), IsEmpty());
    EXPECT_THAT(with("first"), ElementsAre(one));
}

TEST_F(WordsTest, ARepairMakesThemAnew) {
    deliver("first");
    index();
    const auto epoch = [&] {
        return *account_->read(
            [](const Snapshot& snapshot) -> Result<std::string> { return snapshot.words_epoch(); });
    };
    for (std::string at = "objects:0"; !at.empty();) {
        at = verify(*account_, at, false)->next;
    }
    EXPECT_EQ(epoch(), "");
    for (std::string at = "objects:0"; !at.empty();) {
        at = verify(*account_, at, true)->next;
    }
    EXPECT_NE(epoch(), "");
    index();
    EXPECT_THAT(with("else"), IsEmpty());
}

TEST_F(WordsTest, OfWhatIsGoneStayUntilTheyAreMost) {
    constexpr int kGone = 10'010;
    ObjectId last = 0;
    ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
        const auto inbox = change.by_role(ItemClass::kMail, Role::kInbox)->id;
        const std::string message = "Subject: short\r\n\r\n";
        const auto object = index_mail(message);
        for (int i = 0; i < kGone; ++i) {
            NewItem item;
            item.object = last = change.add_object(object);
            change.add_item(inbox, item);
        }
        return true;
    }));
    index();
    const auto keep_up_all = [&] {
        for (auto more = keep_up(*account_, clock_, Rules{}); *more;) {
            more = keep_up(*account_, clock_, Rules{});
        }
    };
    keep_up_all();
    EXPECT_THAT(with("else"), IsEmpty());  // still good
    ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
        const auto inbox = change.by_role(ItemClass::kMail, Role::kInbox)->id;
        for (Uid uid = 1; uid < kGone; ++uid) {
            change.remove_item(inbox, uid);
        }
        return true;
    }));
    EXPECT_THAT(with("short"), SizeIs(kGone));
    keep_up_all();
    index();
    EXPECT_THAT(with("short"), ElementsAre(last));
    EXPECT_EQ(entries(), 1);
}

}  // namespace
}  // namespace syncgate::store
