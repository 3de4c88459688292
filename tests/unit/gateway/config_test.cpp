#include "gateway/config.h"

#include <fstream>

#include <gmock/gmock.h>

#include "tests/unit/store/temp_folder.h"

namespace syncgate {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ConfigTest : public testing::Test {
  protected:
    Result<Config> load(const std::string& text, const Environment& environment = {}) {
        std::ofstream(file(), std::ios::trunc) << text;
        return load_config(file(), environment);
    }
    [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "syncgate.toml"; }

    TempFolder folder_;
};

TEST_F(ConfigTest, WithoutAFileEveryDefaultHolds) {
    const auto config = load_config("", {});
    ASSERT_TRUE(config);
    EXPECT_EQ(config->https, "");
    EXPECT_EQ(config->relay_tls, "offered");
    EXPECT_EQ(config->log_level, "info");
    EXPECT_EQ(config->workers, 8);
}

TEST_F(ConfigTest, AFileSetsTextsNumbersAndLists) {
    const auto config = load(R"([server]
https = "0.0.0.0:443"
workers = 16
proxies = ["10.0.0.0/8", "::1"]
[relay]
tls = "starttls"
)");
    ASSERT_TRUE(config) << config.error().detail;
    EXPECT_EQ(config->https, "0.0.0.0:443");
    EXPECT_EQ(config->workers, 16);
    EXPECT_THAT(config->proxies, ElementsAre("10.0.0.0/8", "::1"));
    EXPECT_EQ(config->relay_tls, "starttls");
}

TEST_F(ConfigTest, TheEnvironmentOverridesTheFile) {
    const auto config = load("[server]\nhttps = \"127.0.0.1:1\"\nworkers = 16\n",
                             {{"SYNCGATE_SERVER_HTTPS", "[::1]:2"},
                              {"SYNCGATE_SERVER_PROXIES", "10.0.0.1, ::1,"},
                              {"SYNCGATE_LIMITS_SPOOL_MB", "7"},
                              {"SYNCGATE_DATA", "elsewhere"}});
    ASSERT_TRUE(config) << config.error().detail;
    EXPECT_EQ(config->https, "[::1]:2");
    EXPECT_EQ(config->workers, 16);
    EXPECT_EQ(config->spool_mb, 7);
    EXPECT_THAT(config->proxies, ElementsAre("10.0.0.1", "::1"));
}

struct Mistake {
    const char* text;
    std::vector<const char*> said;  // after the file's name
};

TEST_F(ConfigTest, AMistakeNamesFileLineAndRemedy) {
    const Mistake mistakes[] = {
        {"[server]\nhtps = \"x\"\n", {":2:", "[server] htps", "did you mean [server] https"}},
        {"\n[relais]\naddress = \"x\"\n", {":3:", "did you mean [relay] address"}},
        {"https = \"x\"\n", {":1:", "section", "[server] https"}},
        {"[server]\nworkers = \"8\"\n", {":2:", "[server] workers must be a number"}},
        {"[server]\nhttps = 8443\n", {":2:", "[server] https must be a text in quotes"}},
        {"[server]\nproxies = \"::1\"\n", {":2:", "list of texts"}},
        {"[server]\nproxies = [1]\n", {":2:", "list of texts"}},
        {"[server]\n\nworkers = 0\n", {":3:", "[server] workers must be from 1 to 256"}},
        {"[relay]\ntls = \"maybe\"\n", {":2:", "[relay] tls must be one of never|offered"}},
        {"[server\n", {":1:"}},
        {"[server]\nhttps = \"\"\nhttps = \"\"\n", {":3:"}},
        {"[server]\nhttps = \"nonsense\"\n",
         {":2:", "[server] https must be a numeric ADDR:PORT as 0.0.0.0:8443", "nonsense"}},
        {"[server]\n\nhttp = \"localhost:80\"\n", {":3:", "[server] http", "numeric"}},
        {"[server]\nlmtp = \"127.0.0.1:99999\"\n", {":2:", "[server] lmtp", "99999"}},
        {"[server]\nproxies = [\"::1\", \"zzz\"]\n",
         {":2:", "[server] proxies must be addresses or networks", "10.0.0.0/8", "zzz"}},
        {"[relay]\naddress = \"nonsense\"\n",
         {":2:", "[relay] address must be HOST:PORT as mail.example.org:25", "nonsense"}},
        {"[relay]\naddress = \":25\"\n", {":2:", "[relay] address"}},
        {"[relay]\naddress = \"host:0\"\n", {":2:", "[relay] address"}},
        {"[metrics]\nallow = [\"x\"]\n",
         {":2:", "[metrics] allow must be addresses as 192.0.2.7", "not x"}},
        {"[metrics]\nallow = [\"10.0.0.0/8\"]\n", {":2:", "[metrics] allow", "10.0.0.0/8"}},
        {"[metrics]\nallow = [\"2001:DB8::0\"]\n",
         {":2:", "must have 2001:DB8::0 written as 2001:db8::"}},
        {"[discovery]\nhosts = [\"https://a.example/\"]\n",
         {":2:", "must be names as mail.example.org", "not https://a.example/"}},
        {"[discovery]\ndav = \"dav\"\n", {":2:", "[discovery] dav must be a path as /dav/"}},
        {"[discovery]\ndav = \"/a b\"\n", {":2:", "[discovery] dav"}},
        {"[tls]\ncertificates = [\"a\"]\n", {":2:", "as many keys as certificates"}},
        {"[tls]\ncertificates = [\"a\"]\nkeys = [\"a\", \"b\"]\n",
         {":3:", "[tls] has 1 certificates and 2 keys"}},
    };
    for (const auto& mistake : mistakes) {
        const auto config = load(mistake.text);
        ASSERT_FALSE(config) << mistake.text;
        EXPECT_EQ(config.error().code, ErrorCode::kMalformed);
        for (const auto* said : mistake.said) {
            EXPECT_THAT(config.error().detail, HasSubstr(said));
        }
        EXPECT_THAT(config.error().detail, HasSubstr(file().string()));
    }
}

TEST_F(ConfigTest, AMistakeInTheEnvironmentNamesTheVariable) {
    struct Row {
        const char* name;
        const char* value;
    };
    for (const Row row :
         {Row{"SYNCGATE_SERVER_WORKERS", "many"}, Row{"SYNCGATE_SERVER_WORKERS", "0"},
          Row{"SYNCGATE_SERVER_WORKERS", "-1"}, Row{"SYNCGATE_LOG_LEVEL", "loud"},
          Row{"SYNCGATE_SERVER_HTTPS", "nonsense"}, Row{"SYNCGATE_RELAY_ADDRESS", "nonsense"},
          Row{"SYNCGATE_METRICS_ALLOW", "10.0.0.1, x"}, Row{"SYNCGATE_TLS_KEYS", "a"}}) {
        const auto config = load("", {{row.name, row.value}});
        ASSERT_FALSE(config) << row.name << "=" << row.value;
        EXPECT_THAT(config.error().detail, HasSubstr(row.name));
    }
}

TEST_F(ConfigTest, EveryFormOfAnAddressIsTaken) {
    const auto config = load(R"([server]
https = "[::]:0"
proxies = ["10.0.0.1", "10.0.0.0/8", "2001:db8::/32"]
[relay]
address = "[::1]:25"
[metrics]
allow = ["192.0.2.7", "2001:db8::7"]
[discovery]
hosts = ["mail.example.org", "mail.example.net:8443", "[2001:db8::7]:443"]
dav = "https://dav.example.org/"
)");
    EXPECT_TRUE(config) << config.error().detail;
}

TEST_F(ConfigTest, AFileThatIsNotThereNamesTheRemedy) {
    const auto config = load_config(folder_.path() / "none.toml", {});
    ASSERT_FALSE(config);
    EXPECT_THAT(config.error().detail, HasSubstr("none.toml"));
    EXPECT_THAT(config.error().detail, HasSubstr("config show"));
}

TEST_F(ConfigTest, WhatIsShownLoadsAndShowsTheSame) {
    Config config;
    config.https = "[::]:8443";
    config.relay_user = "quote \" and \\ backslash";
    config.proxies = {"10.0.0.0/8", "::1"};
    config.spool_mb = 77;
    for (const Config& each : {Config{}, config}) {
        const std::string shown = show_config(each);
        const auto again = load(shown);
        ASSERT_TRUE(again) << again.error().detail << "\n" << shown;
        EXPECT_EQ(show_config(*again), shown);
    }
}

}  // namespace
}  // namespace syncgate
