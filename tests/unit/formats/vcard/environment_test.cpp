#include <gtest/gtest.h>

#include "formats/mime/message_index.h"
#include "formats/vcard/card.h"

namespace syncgate::vcard {
namespace {

class VcardEnvironment : public ::testing::Environment {
  public:
    void SetUp() override { mime::init(); }
};

const auto* const kEnvironment = ::testing::AddGlobalTestEnvironment(new VcardEnvironment);

TEST(VcardEnvironment, CharsetsAreReadAfterTheInitOfMail) {
    ASSERT_NE(kEnvironment, nullptr);
    const auto card = read("BEGIN:VCARD\r\nFN;CHARSET=KOI8-R:\xd1\r\nEND:VCARD\r\n");
    ASSERT_TRUE(card);
    EXPECT_EQ(card->find("FN")->text(), "я");
}

}  // namespace
}  // namespace syncgate::vcard
