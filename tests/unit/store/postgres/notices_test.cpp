#include <gmock/gmock.h>

#include "model/change_listener.h"
#include "store/postgres/dialect.h"
#include "store/postgres/listener.h"

namespace syncgate::store::postgres {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Heard final : public ChangeListener {
  public:
    void changed(AccountId account, CollectionId collection, Modseq modseq) override {
        told.push_back("changed " + std::to_string(account) + " " + std::to_string(collection) +
                       " " + std::to_string(modseq));
    }
    void mail_waits() override {}
    void credentials_changed(AccountId account) override {
        told.push_back("credentials " + std::to_string(account));
    }
    void regime_changed() override { told.emplace_back("regime"); }
    void missed() override { told.emplace_back("missed"); }
    std::vector<std::string> told;
};

std::vector<std::string> heard(std::string_view notice) {
    Heard listener;
    hear(notice, "us", listener);
    return listener.told;
}

TEST(Notices, AnothersCommitIsToldForEachCollection) {
    EXPECT_THAT(heard("them 7 12 1 5"), ElementsAre("changed 7 1 12", "changed 7 5 12"));
}

TEST(Notices, AnothersNewPasswordIsTold) {
    EXPECT_THAT(heard(credentials_notice("them", 7)), ElementsAre("credentials 7"));
}

TEST(Notices, AnothersRegimeIsTold) {
    EXPECT_THAT(heard(regime_notice("them")), ElementsAre("regime"));
}

TEST(Notices, WhatWeSaidOurselvesIsNot) {
    EXPECT_THAT(heard("us 7 12 1 5"), IsEmpty());
    EXPECT_THAT(heard(credentials_notice("us", 7)), IsEmpty());
    EXPECT_THAT(heard(regime_notice("us")), IsEmpty());
}

TEST(Notices, WhatIsNoneOfOursIsPassedOver) {
    for (const auto* notice : {"", "them", "them 7", "them 7 12", "them x 12 1", "them 7 12 x",
                               "them credentials x", "  ", "them -7 12 1"}) {
        EXPECT_THAT(heard(notice), IsEmpty()) << notice;
    }
}

TEST(Dialect, StatementsOfTheSchemaAreReadInPostgresWords) {
    EXPECT_EQ(in_postgres("CREATE TABLE t(id INTEGER PRIMARY KEY, a BLOB NOT NULL, b BLOB,"
                          " blob BLOB, PRIMARY KEY(a)) WITHOUT ROWID"),
              "CREATE TABLE t(id BIGINT PRIMARY KEY, a BYTEA NOT NULL, b BYTEA,"
              " blob BYTEA, PRIMARY KEY(a))");
}

}  // namespace
}  // namespace syncgate::store::postgres
