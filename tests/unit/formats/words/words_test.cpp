#include "formats/words/words.h"

#include <gmock/gmock.h>

#include "base/text.h"

namespace syncgate::words {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

struct Folded {
    std::string_view text, words;
};

constexpr Folded kFolded[] = {
    {"", ""},
    {" \t\r\n.,;-", ""},
    {"word", " word "},
    {"Two  WORDS, here!", " two words here "},
    {"don't", " don t "},
    {"jane.doe@example.org", " jane doe example org "},
    {"a1 2b 10:30", " a1 2b 10 30 "},
    {"Über Größe Łódź Ærø Đà Nẵng", " uber grosse lodz aero da nang "},
    {"u\u0308ber", " uber "},  // the accent as a character of its own
    {"STRASSE Straße \u1e9e", " strasse strasse ss "},
    {"Istanbul İstanbul ısı", " istanbul istanbul isi "},
    {"Ёлка ёж МОСКВА", " елка еж москва "},
    {"Ὀδυσσεύς ΟΔΥΣΣΕΥΣ", " οδυσσευσ οδυσσευσ "},
    {"שָׁלוֹם שלום", " שלום שלום "},
    {"مُحَمَّد", " محمد "},
    {"हिन्दी", " हिन्दी "},  // vowels are no accents
    {"soft\u00adhyphen zero\u200bwidth", " softhyphen zerowidth "},
    {"ＷＩＤＥ１２", " wide12 "},
    {"ﬁnal", " final "},
    {"日本語、中文", " 日 本 語 中 文 "},
    {"iPhoneケース", " iphone ケ ー ス "},
    {"ガ か\u3099 ﾊﾞ ハ", " ガ が バ ハ "},
    {"한글 \u1112\u1161\u11ab", " 한 글 한 "},  // of letters, too
    {"สวัสดี", " ส ว ั ส ด ี "},
    {"party 🎉🎉 5€", " party 🎉 🎉 5 € "},
    {"broken \xff\xc3 text\xe2\x82", " broken text "},
};

TEST(Words, AreTheSameInEverySpelling) {
    for (const auto& [text, expected] : kFolded) {
        EXPECT_EQ(fold(text), expected) << text;
    }
}

TEST(Words, ThatAreFoldedStayAsTheyAre) {
    for (const auto& [text, expected] : kFolded) {
        EXPECT_EQ(fold(expected), expected) << text;
    }
}

struct Sought {
    std::string_view text, sought;
    bool whole, found;
};

constexpr Sought kSought[] = {
    {"Budget of the year", "budget", false, true},
    {"Budget of the year", "BUD", false, true},
    {"Budget of the year", "bud", true, false},
    {"Budget of the year", "get", false, false},  // not inside a word
    {"Budget of the year", "of the", true, true},
    {"Budget of the year", "of th", true, false},
    {"Budget of the year", "of th", false, true},
    {"Budget of the year", "the of", true, false},
    {"Re: budget", "re:budget", false, true},
    {"a long\r\nline", "long line", true, true},
    {"Łódź", "lodz", true, true},
    {"日本語版", "本語", false, true},
    {"日本語版", "本語", true, true},
    {"日本語版", "版", false, true},
    {"日本語版", "本版", false, false},
    {"한국어입니다", "국어", false, true},
    {"anything", "", false, false},
    {"anything", "...", false, false},
};

TEST(Words, AreFoundByTheirBeginningsOrWhole) {
    for (const auto& row : kSought) {
        EXPECT_EQ(holds(fold(row.text), sought(row.sought, row.whole)), row.found)
            << row.sought << " in " << row.text;
    }
}

TEST(Keys, AreEachWordOnceAndPairsOfThoseThatStandAlone) {
    EXPECT_THAT(keys(fold("b a b c a")), ElementsAre("a", "b", "c"));
    EXPECT_THAT(keys(fold("日本語 no 版")), ElementsAre("no", "日本", "本語", "版", "語"));
    EXPECT_THAT(keys(""), IsEmpty());
}

TEST(Keys, AreCutAtACharacter) {
    const std::string ascii(100, 'x');
    EXPECT_THAT(keys(fold(ascii)), ElementsAre(std::string(kKeyBytes, 'x')));
    EXPECT_THAT(keys_of(sought(ascii, false)),
                ElementsAre(Key{std::string(kKeyBytes, 'x'), false}));
    std::string cyrillic = "x";
    for (int i = 0; i < 50; ++i) {
        cyrillic += "я";
    }
    const auto cut = keys(fold(cyrillic));
    ASSERT_THAT(cut, SizeIs(1));
    EXPECT_TRUE(is_utf8(cut.front()));
    EXPECT_EQ(cut.front().size(), kKeyBytes - 1);
}

TEST(Keys, OfWhatIsSoughtAreWholeButTheLast) {
    EXPECT_THAT(keys_of(sought("next ye", false)),
                ElementsAre(Key{"next", false}, Key{"ye", true}));
    EXPECT_THAT(keys_of(sought("next year", true)),
                ElementsAre(Key{"next", false}, Key{"year", false}));
    EXPECT_THAT(keys_of(sought("日本語", false)),
                ElementsAre(Key{"日本", false}, Key{"本語", false}));
    EXPECT_THAT(keys_of(sought("語", true)), ElementsAre(Key{"語", true}));
    EXPECT_THAT(keys_of(sought("a 日 b", true)),
                ElementsAre(Key{"a", false}, Key{"日", true}, Key{"b", false}));
    EXPECT_THAT(keys_of(""), IsEmpty());
}

bool has(const std::vector<std::string>& all, const Key& key) {
    return std::any_of(all.begin(), all.end(), [&](const std::string& each) {
        return key.beginning ? each.starts_with(key.text) : each == key.text;
    });
}

bool has_all(const std::vector<std::string>& all, const std::vector<Key>& keys) {
    return std::all_of(keys.begin(), keys.end(), [&](const Key& key) { return has(all, key); });
}

TEST(Keys, DecideAboutOneWordThatIsNotCut) {
    for (const auto* one : {"bud", "budget", "Łódź"}) {
        EXPECT_TRUE(keys_decide(sought(one, false))) << one;
        EXPECT_TRUE(keys_decide(sought(one, true))) << one;
    }
    for (const auto* other : {"", "of the", "語", "本語", "abcdefghijklmnopqrstuvwxyz0123456789"}) {
        EXPECT_FALSE(keys_decide(sought(other, false))) << other;
    }
}

TEST(Keys, ThatDecideAreOfTextThatHoldsWhatIsSought) {
    const std::string longest(kKeyBytes, 'x');
    std::vector<std::string> texts{longest, longest + "y", "ww" + longest};
    std::vector<std::string> all_sought{longest, longest.substr(5), longest.substr(4)};
    for (const auto& row : kSought) {
        texts.emplace_back(row.text);
        all_sought.emplace_back(row.sought);
    }
    for (const auto& text : texts) {
        for (const auto& each : all_sought) {
            for (const bool whole : {false, true}) {
                const auto what = sought(each, whole);
                if (keys_decide(what)) {
                    EXPECT_EQ(has_all(keys(fold(text)), keys_of(what)), holds(fold(text), what))
                        << what << " in " << text;
                }
            }
        }
    }
}

TEST(Keys, LeaveNothingOutThatIsSought) {
    for (const auto& row : kSought) {
        if (row.found) {
            EXPECT_TRUE(has_all(keys(fold(row.text)), keys_of(sought(row.sought, row.whole))))
                << row.sought;
        }
    }
}

}  // namespace
}  // namespace syncgate::words
