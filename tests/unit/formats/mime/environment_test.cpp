#include <gtest/gtest.h>

#include "formats/mime/message_index.h"

namespace syncgate::mime {
namespace {

class MimeEnvironment : public ::testing::Environment {
  public:
    void SetUp() override { init(); }
};

const auto* const kEnvironment = ::testing::AddGlobalTestEnvironment(new MimeEnvironment);

TEST(MimeEnvironment, InitMayBeCalledAgain) {
    ASSERT_NE(kEnvironment, nullptr);
    init();
    EXPECT_EQ(index("Subject: x\r\n\r\n").envelope.subject, "x");
}

}  // namespace
}  // namespace syncgate::mime
