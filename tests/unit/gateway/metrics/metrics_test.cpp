#include "gateway/metrics/metrics.h"

#include <sstream>

#include <gmock/gmock.h>

#include "base/stream_log.h"

namespace syncgate::metrics {
namespace {

using testing::HasSubstr;
using testing::Not;

using Notes = std::vector<std::pair<std::string_view, std::string>>;

class MetricsTest : public testing::Test {
  protected:
    void finish(std::string_view method, int status, const Notes& notes,
                std::uint64_t microseconds = 2000, std::uint64_t parked = 0) {
        http::RequestRecord record;
        record.account = 1;
        record.address = "u1@example.org";
        record.peer = "192.0.2.1";
        record.method = method;
        record.path = "/Microsoft-Server-ActiveSync";
        record.status = status;
        record.bytes_in = 10;
        record.bytes_out = 20;
        record.microseconds = microseconds;
        record.parked_microseconds = parked;
        record.notes = &notes;
        metrics_.finished(record);
    }

    std::ostringstream out_;
    StreamLog log_{out_, LogLevel::kInfo};
    Metrics metrics_{log_};
};

TEST_F(MetricsTest, RequestsAreCountedByCommandAndStatus) {
    finish("POST", 200, {{"command", "Sync"}});
    finish("POST", 200, {{"command", "Sync"}});
    finish("POST", 503, {{"command", "Ping"}});
    const auto text = metrics_.text();
    EXPECT_THAT(text, HasSubstr("syncgate_requests_total{command=\"Sync\",status=\"200\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("syncgate_requests_total{command=\"Ping\",status=\"503\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("syncgate_bytes_total{direction=\"in\"} 30\n"));
    EXPECT_THAT(text, HasSubstr("syncgate_bytes_total{direction=\"out\"} 60\n"));
}

TEST_F(MetricsTest, AStrangersMethodMakesNoSeriesOfItsOwn) {
    finish("BREW", 405, {});
    finish("GET", 200, {});
    const auto text = metrics_.text();
    EXPECT_THAT(text, HasSubstr("command=\"other\",status=\"405\""));
    EXPECT_THAT(text, HasSubstr("command=\"GET\",status=\"200\""));
    EXPECT_THAT(text, Not(HasSubstr("BREW")));
}

TEST_F(MetricsTest, TimeParkedIsNotTimeOfWork) {
    finish("POST", 200, {{"command", "Ping"}}, 600'000'000, 599'998'000);
    EXPECT_THAT(metrics_.text(),
                HasSubstr("syncgate_request_seconds_bucket{command=\"Ping\",le=\"0.003\"} 1\n"));
}

TEST_F(MetricsTest, AGaugeIsAskedWhenItIsRead) {
    double value = 1;
    metrics_.add_gauge({"syncgate_connections", "Open", [&] { return value; }});
    EXPECT_THAT(metrics_.text(), HasSubstr("syncgate_connections 1\n"));
    value = 2;
    EXPECT_THAT(metrics_.text(), HasSubstr("syncgate_connections 2\n"));
}

TEST_F(MetricsTest, ARequestIsOneLine) {
    finish("POST", 200, {{"command", "Sync"}, {"device", "ABC"}, {"eas_status", "1"}}, 5000, 1000);
    ASSERT_TRUE(log_.flush(std::chrono::seconds(20)));
    const std::string line = out_.str();
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
    for (const char* field : {" info request ", " account=u1@example.org", " peer=192.0.2.1",
                              " command=Sync", " device=ABC", " status=200", " eas_status=1",
                              " in=10", " out=20", " ms=5", " parked_ms=1"}) {
        EXPECT_THAT(line, HasSubstr(field));
    }
}

class MetricsHandlerTest : public MetricsTest {
  protected:
    int ask(const std::string& peer, const Headers& headers = {},
            const std::string& method = "GET") {
        MetricsHandler handler(metrics_, {"192.0.2.7"});
        Request request;
        request.method = method;
        request.path = "/metrics";
        request.peer.address = peer;
        request.headers = headers;
        return std::get<Reply>(handler.handle(request)).status;
    }
};

TEST_F(MetricsHandlerTest, AreForThisMachineAndThoseListed) {
    for (const char* peer : {"127.0.0.1", "127.1.2.3", "::1", "192.0.2.7"}) {
        EXPECT_EQ(ask(peer), 200) << peer;
    }
    for (const char* peer : {"192.0.2.8", "1.127.0.0", "::2", ""}) {
        EXPECT_EQ(ask(peer), 403) << peer;
    }
    EXPECT_EQ(ask("127.0.0.1", {}, "POST"), 405);
}

// What comes through a proxy on this machine comes from anywhere.
TEST_F(MetricsHandlerTest, AreNotForTheClientsOfALocalProxy) {
    for (const char* name : {"X-Forwarded-For", "Forwarded"}) {
        Headers headers;
        headers.add(name, "for=198.51.100.1");
        EXPECT_EQ(ask("127.0.0.1", headers), 403) << name;
    }
}

}  // namespace
}  // namespace syncgate::metrics
