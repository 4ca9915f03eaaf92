/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-mail-smtp.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <glib/gi18n-lib.h>
#include <gnutls/gnutls.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

/* Seconds. RFC 5321 (4.5.3.2) has a client wait 5 minutes for most answers and 10 for the last one. */
#define CONNECT_LIMIT 30
#define ANSWER_LIMIT 300
#define WHOLE_LIMIT 900

/* How long a mail that was handed over is waited for when the platform stops. */
#define STOP_LIMIT (10 * G_TIME_SPAN_SECOND)

/* Of what the server said only so much is shown to people. */
#define REPLY_MAX 200

/* Where the conversation is: what was said last (RFC 5321, 4.1). */
typedef enum
{
  PHASE_CONNECT,
  PHASE_HELLO,
  PHASE_STARTTLS,
  PHASE_SIGN_IN,
  PHASE_SENDER,
  PHASE_RECIPIENT,
  PHASE_DATA,
  PHASE_CONTENT,
  PHASE_END,
} Phase;

typedef struct
{
  const PdMailJob *job;
  GCancellable *cancellable; /* (nullable) */
  Phase phase;
  gsize offset;      /* of the message: what libcurl has */
  gboolean over;     /* the last byte may have left */
  gboolean answered; /* after that */
  gboolean leaving;  /* what is said now is a farewell */
  int code;          /* the last answer's */
  char reply[REPLY_MAX];
  int *codes; /* (owned) what was answered to each recipient; 0 before */
  int n_recipients;
  int recipient; /* the one that was named last; -1 before the first */
  char refusal[REPLY_MAX];
  gint64 stop_at; /* when a mail that was handed over is waited for no longer; 0 while nothing stops */
  char error[CURL_ERROR_SIZE];
} Conversation;

void
pd_mail_server_clear (PdMailServer *server)
{
  if (server->password != NULL)
    gnutls_memset (server->password, 0, strlen (server->password));
  g_free (server->host);
  g_free (server->user);
  g_free (server->password);
  g_free (server->authority);
  *server = (PdMailServer){ 0 };
}

void
pd_mail_answer_free (PdMailAnswer *answer)
{
  g_free (answer->reason);
  g_clear_pointer (&answer->not_copied, g_ptr_array_unref);
  g_free (answer);
}

/** pd_mail_answer_new: @format: (nullable): a translated sentence. Returns: (transfer full) */
PdMailAnswer *
pd_mail_answer_new (PdMailOutcome outcome, int code, const char *format, ...)
{
  PdMailAnswer *answer = g_new0 (PdMailAnswer, 1);
  va_list values;

  answer->outcome = outcome;
  answer->code = code;
  if (format == NULL)
    return answer;
  va_start (values, format);
  answer->reason = g_strdup_vprintf (format, values);
  va_end (values);
  return answer;
}

/* --- what was said */

/* Credentials go past here: of a command only its first word is looked at, and nothing of it is kept. */
static void
note_command (Conversation *talk, const char *text, gsize size)
{
  static const struct
  {
    const char *word;
    Phase phase;
  } words[] = {
    { "EHLO ", PHASE_HELLO },   { "HELO ", PHASE_HELLO },       { "STARTTLS\r", PHASE_STARTTLS },
    { "AUTH ", PHASE_SIGN_IN }, { "MAIL FROM:", PHASE_SENDER }, { "RCPT TO:", PHASE_RECIPIENT },
  };

  talk->leaving = talk->leaving || (size >= 5 && strncmp (text, "QUIT\r", 5) == 0);
  if (talk->leaving || talk->over)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (size < strlen (words[i].word) ||
          g_ascii_strncasecmp (text, words[i].word, strlen (words[i].word)) != 0)
        continue;
      talk->phase = words[i].phase;
      if (talk->phase == PHASE_RECIPIENT && talk->recipient + 1 < talk->n_recipients)
        talk->recipient++;
    }
  /* Earlier it would be somebody's name in base64. */
  if (talk->phase == PHASE_RECIPIENT && size >= 4 && strncmp (text, "DATA", 4) == 0)
    talk->phase = PHASE_DATA;
}

static void
keep_reply (char reply[REPLY_MAX], const char *text, gsize size)
{
  g_autofree char *plain = g_utf8_make_valid (text, (gssize) size);
  g_autoptr (GString) kept = g_string_new (NULL);

  for (const char *at = plain; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_isprint (g_utf8_get_char (at)) && kept->len + 6 < REPLY_MAX)
      g_string_append_unichar (kept, g_utf8_get_char (at));
  g_strlcpy (reply, g_strstrip (kept->str), REPLY_MAX);
}

/* The last line of an answer has no hyphen behind its code (RFC 5321, 4.2.1). */
static void
note_answer (Conversation *talk, const char *text, gsize size)
{
  if (talk->leaving || size < 3 || !g_ascii_isdigit (text[0]) || !g_ascii_isdigit (text[1]) ||
      !g_ascii_isdigit (text[2]) || (size > 3 && text[3] == '-'))
    return;
  talk->code = (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
  keep_reply (talk->reply, text, size);
  if (talk->phase == PHASE_RECIPIENT && talk->recipient >= 0 && talk->codes[talk->recipient] == 0)
    {
      talk->codes[talk->recipient] = talk->code;
      if (talk->recipient == 0 && talk->code / 100 != 2)
        g_strlcpy (talk->refusal, talk->reply, sizeof talk->refusal);
    }
  if (talk->over && !talk->answered)
    {
      talk->answered = TRUE;
      talk->phase = PHASE_END;
    }
}

static int
debug_cb (CURL *easy, curl_infotype kind, char *text, size_t size, void *data)
{
  Conversation *talk = data;

  if (kind == CURLINFO_HEADER_OUT)
    note_command (talk, text, size);
  else if (kind == CURLINFO_HEADER_IN)
    note_answer (talk, text, size);
  return 0;
}

/* A server takes a mail when it has seen its end, and never before (RFC 5321, 4.1.1.4): that the end is about to leave is
 * on the disk first. Without the recipient who counts nobody gets it. */
static size_t
read_cb (char *buffer, size_t size, size_t count, void *data)
{
  Conversation *talk = data;
  gsize length = 0;
  const char *bytes = g_bytes_get_data (talk->job->message, &length);
  gsize n = MIN (length - talk->offset, size * count);

  talk->phase = PHASE_CONTENT;
  if (talk->codes[0] / 100 != 2)
    return CURL_READFUNC_ABORT;
  if (!talk->over && talk->offset + n == length)
    {
      if (!talk->job->hand_over (talk->job->data))
        return CURL_READFUNC_ABORT;
      talk->over = TRUE;
    }
  memcpy (buffer, bytes + talk->offset, n);
  talk->offset += n;
  return n;
}

static int
progress_cb (void *data, curl_off_t download, curl_off_t downloaded, curl_off_t upload, curl_off_t uploaded)
{
  Conversation *talk = data;

  if (!g_cancellable_is_cancelled (talk->cancellable))
    return 0;
  if (talk->stop_at == 0)
    talk->stop_at = g_get_monotonic_time () + STOP_LIMIT;
  return !talk->over || g_get_monotonic_time () > talk->stop_at;
}

/* --- what it means */

/* What the server said is in its own language, and is told as it is. */
static PdMailAnswer *
judge_recipient (const Conversation *talk)
{
  if (talk->codes[0] == 530)
    return pd_mail_answer_new (PD_MAIL_MISCONFIGURED, talk->codes[0],
                               _ ("The mail server wants a user name and a password: %s"), talk->refusal);
  if (talk->codes[0] / 100 == 4)
    return pd_mail_answer_new (PD_MAIL_DEFERRED, talk->codes[0],
                               _ ("The mail server does not take mail for this address now: %s"),
                               talk->refusal);
  return pd_mail_answer_new (PD_MAIL_REFUSED, talk->codes[0],
                             _ ("The mail server does not take mail for this address: %s"), talk->refusal);
}

static PdMailAnswer *
judge_taken (const Conversation *talk)
{
  g_autoptr (GPtrArray) missed = g_ptr_array_new_with_free_func (g_free);

  for (int i = 1; i < talk->n_recipients; i++)
    if (talk->codes[i] / 100 != 2)
      g_ptr_array_add (missed, g_strdup (talk->job->recipients[i]));
  if (missed->len == 0)
    return pd_mail_answer_new (PD_MAIL_TAKEN, talk->code, NULL);

  g_ptr_array_add (missed, NULL);

  g_autofree char *all = g_strjoinv (", ", (char **) missed->pdata);
  PdMailAnswer *answer = pd_mail_answer_new (PD_MAIL_TAKEN, talk->code,
                                             _ ("The mail server did not take the copy for %s."), all);

  g_ptr_array_remove_index (missed, missed->len - 1);
  answer->not_copied = g_steal_pointer (&missed);
  return answer;
}

static PdMailAnswer *
judge_end (const Conversation *talk)
{
  if (!talk->answered)
    return pd_mail_answer_new (PD_MAIL_UNCERTAIN, 0,
                               _ ("The mail was handed over, but the mail server did not say that it has it. "
                                  "It may have arrived. Ask the recipient before mailing it again."));
  if (talk->code / 100 == 2)
    return judge_taken (talk);
  if (talk->code / 100 == 4)
    return pd_mail_answer_new (PD_MAIL_DEFERRED, talk->code,
                               _ ("The mail server does not take this mail now: %s"), talk->reply);
  return pd_mail_answer_new (PD_MAIL_REFUSED, talk->code, _ ("The mail server does not take this mail: %s"),
                             talk->reply);
}

static PdMailAnswer *
judge_sender (const Conversation *talk)
{
  if (talk->code == 421 || talk->code / 100 < 4)
    return pd_mail_answer_new (PD_MAIL_UNREACHABLE, talk->code,
                               _ ("The mail server broke off. Nothing was sent."));
  if (talk->code / 100 == 4)
    return pd_mail_answer_new (PD_MAIL_DEFERRED, talk->code,
                               _ ("The mail server does not take this mail now: %s"), talk->reply);
  if (talk->code == 552)
    return pd_mail_answer_new (PD_MAIL_REFUSED, talk->code, _ ("The mail server does not take this mail: %s"),
                               talk->reply);
  return pd_mail_answer_new (PD_MAIL_MISCONFIGURED, talk->code,
                             _ ("The mail server does not take mail from the sender's address: %s"),
                             talk->reply);
}

/* Before the first word about a mail: it concerns every mail. */
static PdMailAnswer *
judge_server (const Conversation *talk, CURLcode code)
{
  const PdMailServer *server = talk->job->server;

  switch (code)
    {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return pd_mail_answer_new (
          PD_MAIL_MISCONFIGURED, 0,
          _ ("The certificate of the mail server %s is not trusted. Nothing was sent."), server->host);
    case CURLE_USE_SSL_FAILED:
      return pd_mail_answer_new (PD_MAIL_MISCONFIGURED, talk->code,
                                 _ ("The mail server %s does not offer encryption. Nothing was sent."),
                                 server->host);
    case CURLE_LOGIN_DENIED:
      return pd_mail_answer_new (PD_MAIL_MISCONFIGURED, talk->code,
                                 _ ("The mail server does not accept the user name and password: %s"),
                                 talk->reply);
    case CURLE_COULDNT_RESOLVE_HOST:
      return pd_mail_answer_new (PD_MAIL_UNREACHABLE, 0, _ ("The mail server %s cannot be found."),
                                 server->host);
    default:
      break;
    }
  if (talk->phase == PHASE_SIGN_IN && talk->code / 100 == 5)
    return pd_mail_answer_new (PD_MAIL_MISCONFIGURED, talk->code,
                               _ ("The mail server does not accept the user name and password: %s"),
                               talk->reply);
  if (talk->code / 100 >= 4)
    return pd_mail_answer_new (PD_MAIL_UNREACHABLE, talk->code, _ ("The mail server takes no mail now: %s"),
                               talk->reply);
  return pd_mail_answer_new (PD_MAIL_UNREACHABLE, 0,
                             _ ("The mail server %s cannot be reached. Nothing was sent."), server->host);
}

static PdMailAnswer *
judge (const Conversation *talk, CURLcode code)
{
  if (talk->over)
    return judge_end (talk);
  switch (talk->phase)
    {
    case PHASE_CONNECT:
    case PHASE_HELLO:
    case PHASE_STARTTLS:
    case PHASE_SIGN_IN:
      return judge_server (talk, code);
    case PHASE_SENDER:
      return judge_sender (talk);
    case PHASE_RECIPIENT:
    case PHASE_DATA:
    case PHASE_CONTENT:
    case PHASE_END:
    default:
      break;
    }
  if (talk->codes[0] >= 400)
    return judge_recipient (talk);
  if (talk->phase == PHASE_DATA && talk->code / 100 == 5)
    return pd_mail_answer_new (PD_MAIL_REFUSED, talk->code, _ ("The mail server does not take this mail: %s"),
                               talk->reply);
  return pd_mail_answer_new (PD_MAIL_DEFERRED, talk->code,
                             _ ("The connection to the mail server broke before the mail was handed over. "
                                "Nothing was sent."));
}

/* --- the connection */

/** pd_mail_host_is_loopback: @host: a name or an address. Returns: whether it is this machine's */
gboolean
pd_mail_host_is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);
  return g_ascii_strcasecmp (host, "localhost") == 0;
}

static gboolean
is_loopback (const struct sockaddr *address)
{
  if (address->sa_family == AF_INET)
    return ntohl (((const struct sockaddr_in *) address)->sin_addr.s_addr) >> 24 == 127;
  return address->sa_family == AF_INET6 &&
         IN6_IS_ADDR_LOOPBACK (&((const struct sockaddr_in6 *) address)->sin6_addr);
}

/* A name that is this machine's in the settings leads nowhere else, whoever answers for it; and no other name here. */
static curl_socket_t
open_cb (void *data, curlsocktype purpose, struct curl_sockaddr *address)
{
  const PdMailServer *server = data;

  if (is_loopback (&address->addr) != pd_mail_host_is_loopback (server->host))
    return CURL_SOCKET_BAD;
  return socket (address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static void
set_server (CURL *easy, const PdMailServer *server)
{
  const char *scheme = server->security == PD_MAIL_TLS ? "smtps" : "smtp";
  gboolean is_address = strchr (server->host, ':') != NULL;
  g_autofree char *url =
      g_strdup_printf (is_address ? "%s://[%s]:%u/" : "%s://%s:%u/", scheme, server->host, server->port);

  curl_easy_setopt (easy, CURLOPT_URL, url);
  curl_easy_setopt (easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt (easy, CURLOPT_PROXY, "");
  curl_easy_setopt (easy, CURLOPT_USE_SSL,
                    server->security == PD_MAIL_UNPROTECTED ? (long) CURLUSESSL_NONE : (long) CURLUSESSL_ALL);
  curl_easy_setopt (easy, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt (easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt (easy, CURLOPT_SSL_VERIFYHOST, 2L);
  if (server->authority != NULL)
    curl_easy_setopt (easy, CURLOPT_CAINFO, server->authority);
  curl_easy_setopt (easy, CURLOPT_OPENSOCKETFUNCTION, open_cb);
  curl_easy_setopt (easy, CURLOPT_OPENSOCKETDATA, server);
  if (server->user != NULL)
    {
      curl_easy_setopt (easy, CURLOPT_USERNAME, server->user);
      curl_easy_setopt (easy, CURLOPT_PASSWORD, server->password != NULL ? server->password : "");
    }
  curl_easy_setopt (easy, CURLOPT_CONNECTTIMEOUT, (long) CONNECT_LIMIT);
  curl_easy_setopt (easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long) ANSWER_LIMIT);
  curl_easy_setopt (easy, CURLOPT_TIMEOUT, (long) WHOLE_LIMIT);
}

static struct curl_slist *
set_envelope (CURL *easy, const PdMailJob *job)
{
  g_autofree char *sender = g_strdup_printf ("<%s>", job->sender);
  struct curl_slist *recipients = NULL;

  for (guint i = 0; job->recipients[i] != NULL; i++)
    {
      g_autofree char *recipient = g_strdup_printf ("<%s>", job->recipients[i]);

      recipients = curl_slist_append (recipients, recipient);
    }
  curl_easy_setopt (easy, CURLOPT_MAIL_FROM, sender);
  curl_easy_setopt (easy, CURLOPT_MAIL_RCPT, recipients);
  /* A copy that is refused keeps nobody else from the mail; read_cb() looks after the first. */
  curl_easy_setopt (easy, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
  return recipients;
}

static void
set_callbacks (CURL *easy, Conversation *talk)
{
  curl_easy_setopt (easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (easy, CURLOPT_ERRORBUFFER, talk->error);
  curl_easy_setopt (easy, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt (easy, CURLOPT_DEBUGFUNCTION, debug_cb);
  curl_easy_setopt (easy, CURLOPT_DEBUGDATA, talk);
  curl_easy_setopt (easy, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt (easy, CURLOPT_READFUNCTION, read_cb);
  curl_easy_setopt (easy, CURLOPT_READDATA, talk);
  curl_easy_setopt (easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t) g_bytes_get_size (talk->job->message));
  curl_easy_setopt (easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt (easy, CURLOPT_XFERINFOFUNCTION, progress_cb);
  curl_easy_setopt (easy, CURLOPT_XFERINFODATA, talk);
}

/**
 * pd_mail_send_by_smtp:
 * @job: the mail
 * @cancellable: (nullable): calls off what was not handed over; what was is waited for a while longer
 *
 * Hands a mail to its server (RFC 5321) on a connection of its own: encrypted, with the server's certificate checked,
 * unless the settings say otherwise. It is a #PdMailTransport, and the one that a platform has when it is given no other.
 *
 * Returns: (transfer full): what became of the mail
 */
PdMailAnswer *
pd_mail_send_by_smtp (const PdMailJob *job, GCancellable *cancellable, gpointer data)
{
  static gsize initialized = 0;
  Conversation talk = { .job = job, .cancellable = cancellable, .recipient = -1 };

  if (g_once_init_enter (&initialized))
    {
      curl_global_init (CURL_GLOBAL_DEFAULT);
      g_once_init_leave (&initialized, 1);
    }
  talk.n_recipients = (int) g_strv_length ((char **) job->recipients);
  talk.codes = g_new0 (int, talk.n_recipients);

  CURL *easy = curl_easy_init ();

  if (easy == NULL)
    g_error ("no memory for a connection");
  set_server (easy, job->server);
  set_callbacks (easy, &talk);

  curl_socket_t line = CURL_SOCKET_BAD;
  struct curl_slist *recipients = set_envelope (easy, job);
  CURLcode code = curl_easy_perform (easy);
  PdMailAnswer *answer = judge (&talk, code);

  /* libcurl would say good-bye, and wait for the server to say it, too. */
  if (code != CURLE_OK && curl_easy_getinfo (easy, CURLINFO_ACTIVESOCKET, &line) == CURLE_OK &&
      line != CURL_SOCKET_BAD)
    shutdown (line, SHUT_RDWR);
  curl_easy_cleanup (easy);
  curl_slist_free_all (recipients);
  g_free (talk.codes);
  return answer;
}
