// SPDX-License-Identifier: AGPL-3.0-or-later
// libcurl sets options by variadic functions, which Swift cannot call: each kind of value gets one with a type here.
#pragma once
#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

// The parentheses keep curl's own type checks out: those want the option as a constant.
static inline CURLcode curl_set_number(CURL *easy, CURLoption option, long value) {
    return (curl_easy_setopt)(easy, option, value);
}
static inline CURLcode curl_set_size(CURL *easy, CURLoption option, int64_t value) {
    return (curl_easy_setopt)(easy, option, (curl_off_t)value);
}
static inline CURLcode curl_set_text(CURL *easy, CURLoption option, const char *value) {
    return (curl_easy_setopt)(easy, option, value);
}
static inline CURLcode curl_set_pointer(CURL *easy, CURLoption option, void *value) {
    return (curl_easy_setopt)(easy, option, value);
}
static inline CURLcode curl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return (curl_easy_setopt)(easy, option, value);
}
typedef size_t (*curl_data_function)(char *bytes, size_t size, size_t count, void *context);
typedef int (*curl_progress_function)(
    void *context, curl_off_t down_total, curl_off_t down, curl_off_t up_total, curl_off_t up);
typedef int (*curl_ready_function)(void *context, char *peer, char *own, int peer_port, int own_port);
typedef curl_socket_t (*curl_socket_function)(void *context, curlsocktype purpose, struct curl_sockaddr *address);
typedef int (*curl_seek_function)(void *context, curl_off_t offset, int origin);

static inline CURLcode curl_set_data(CURL *easy, CURLoption option, curl_data_function call) {
    return (curl_easy_setopt)(easy, option, call);
}
static inline CURLcode curl_set_progress(CURL *easy, curl_progress_function call) {
    return (curl_easy_setopt)(easy, CURLOPT_XFERINFOFUNCTION, call);
}
static inline CURLcode curl_set_ready(CURL *easy, curl_ready_function call) {
    return (curl_easy_setopt)(easy, CURLOPT_PREREQFUNCTION, call);
}
static inline CURLcode curl_set_socket(CURL *easy, curl_socket_function call) {
    return (curl_easy_setopt)(easy, CURLOPT_OPENSOCKETFUNCTION, call);
}
static inline CURLcode curl_set_seek(CURL *easy, curl_seek_function call) {
    return (curl_easy_setopt)(easy, CURLOPT_SEEKFUNCTION, call);
}
static inline CURLMcode curl_multi_set_number(CURLM *multi, CURLMoption option, long value) {
    return (curl_multi_setopt)(multi, option, value);
}
static inline long curl_info_number(CURL *easy, CURLINFO info) {
    long value = 0;
    return (curl_easy_getinfo)(easy, info, &value) == CURLE_OK ? value : 0;
}
// The socket of a connection that is ours to write to (CURLOPT_CONNECT_ONLY).
static inline curl_socket_t curl_active_socket(CURL *easy) {
    curl_socket_t found = CURL_SOCKET_BAD;
    return (curl_easy_getinfo)(easy, CURLINFO_ACTIVESOCKET, &found) == CURLE_OK ? found : CURL_SOCKET_BAD;
}
// A macro with a cast, which Swift does not take.
static const long curl_basic_authentication = CURLAUTH_BASIC;
static inline CURLcode curl_message_result(const CURLMsg *message) { return message->data.result; }

// The address that is about to be connected to, in figures. False for what is no address of the internet.
static inline bool curl_address_text(const struct curl_sockaddr *address, char *text, size_t size) {
    const void *bytes = address->family == AF_INET    ? (const void *)&((const struct sockaddr_in *)&address->addr)->sin_addr
                        : address->family == AF_INET6 ? (const void *)&((const struct sockaddr_in6 *)&address->addr)->sin6_addr
                                                      : NULL;
    return bytes && inet_ntop(address->family, bytes, text, (socklen_t)size) != NULL;
}
// A file without a name; negative where there can be none. (glibc declares memfd_create for those who ask for all of GNU.)
static inline int curl_memory_file(const char *name) { return (int)syscall(SYS_memfd_create, name, 1u /* MFD_CLOEXEC */); }
static inline curl_socket_t curl_open_socket(const struct curl_sockaddr *address) {
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}
