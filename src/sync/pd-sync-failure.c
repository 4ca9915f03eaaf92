/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-failure.h"

#include "store/pd-store.h"
#include "sync/pd-sync-transport.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What a person is told of each failure: what happened, what is safe, what to do. */

/* No platform is older than this program: a clock that says so is wrong. */
#define BUILT_AT (G_GINT64_CONSTANT (1795219200) * G_TIME_SPAN_SECOND) /* 2026-11-21, the first release */

/* A computer that was away for longer than this is rarer than one whose clock is wrong. */
#define LONGEST_ABSENCE (180 * G_TIME_SPAN_DAY)

typedef struct
{
  const char *name;     /* for programs */
  const char *words;    /* for a button; untranslated, as the next */
  const char *sentence; /* for a person */
} Telling;

static const Telling tellings[PD_SYNC_N_FAILURES] = {
  [PD_SYNC_FAILURE_NONE] = { "none", "", "" },
  [PD_SYNC_FAILURE_NETWORK] = { "not_reachable", N_ ("Not reached"),
                                N_ ("The platform cannot be reached. Your work is safe on this computer and "
                                    "will "
                                    "be sent when the connection is back.") },
  [PD_SYNC_FAILURE_BUSY] = { "platform_busy", N_ ("Platform busy"),
                             N_ ("The platform is busy. Your work is safe on this computer and will be sent "
                                 "a "
                                 "little later.") },
  [PD_SYNC_FAILURE_BAD_ANSWER] = { "bad_answer", N_ ("Bad answer"),
                                   N_ ("The platform’s answer arrived incomplete or cannot be read. Nothing "
                                       "of it "
                                       "was taken, your work is safe on this computer, and Piaodan asks "
                                       "again.") },
  [PD_SYNC_FAILURE_PORTAL] = { "not_a_platform", N_ ("Network sign-in?"),
                               N_ ("What answered is not the platform: the network may want you to sign in "
                                   "to it "
                                   "first. Your work is safe on this computer. Open a web page, sign in to "
                                   "the "
                                   "network there, and Piaodan goes on by itself.") },
  [PD_SYNC_FAILURE_TOO_LARGE] = { "too_large", N_ ("Sending in parts"),
                                  N_ ("The platform takes less at once. Your work is safe on this computer, "
                                      "and "
                                      "Piaodan sends it in smaller parts.") },
  [PD_SYNC_FAILURE_HISTORY] = { "history_changed", N_ ("Comparing anew"),
                                N_ ("The platform was restored from a backup. Your work is safe on this "
                                    "computer, "
                                    "and Piaodan compares everything with the platform anew.") },
  [PD_SYNC_FAILURE_SIGN_IN] = { "not_signed_in", N_ ("Sign-in needed"),
                                N_ ("Your sign-in has expired. Your work is safe on this computer. Sign in "
                                    "again "
                                    "to send it.") },
  [PD_SYNC_FAILURE_FORBIDDEN] = { "forbidden", N_ ("Access refused"),
                                  N_ ("The platform does not allow this to your user. Your work is safe on "
                                      "this "
                                      "computer. Ask the administrator for the right.") },
  [PD_SYNC_FAILURE_CERTIFICATE] = { "certificate", N_ ("Not trusted"),
                                    N_ ("The platform's certificate is not signed by an authority that this "
                                        "computer trusts. Nothing was sent, and your work is safe on this "
                                        "computer. Ask the administrator for the "
                                        "certificate file and choose it when you sign in.") },
  [PD_SYNC_FAILURE_CLOCK] = { "clock", N_ ("Clock wrong"),
                              N_ ("The clock of this computer is wrong, so that the platform's certificate "
                                  "cannot "
                                  "be checked. Nothing was sent, and your work is safe on this computer. Set "
                                  "the "
                                  "clock, and Piaodan goes on by itself.") },
  [PD_SYNC_FAILURE_REFUSED] = { "refused", N_ ("Not understood"),
                                N_ ("The platform did not understand the request. Your work is safe on this "
                                    "computer. Tell the administrator.") },
  [PD_SYNC_FAILURE_MASS_CHANGE] = { "mass_change", N_ ("Please look"),
                                    N_ ("The platform wants to remove much from this computer. Nothing was "
                                        "removed, and your work is safe on this computer. If somebody "
                                        "deleted it on "
                                        "purpose, allow it; if not, ask the administrator first.") },
  [PD_SYNC_FAILURE_OUTDATED] = { "outdated", N_ ("Update needed"),
                                 N_ ("This Piaodan is too old for the platform. Your work is safe on this "
                                     "computer. "
                                     "Update Piaodan, and it is sent then.") },
  [PD_SYNC_FAILURE_QUOTA] = { "quota", N_ ("Quota full"),
                              N_ ("What your company may store or issue on the platform is used up. Your "
                                  "work is "
                                  "safe on this computer. Ask the administrator for more room or quota; it "
                                  "is sent "
                                  "then.") },
  [PD_SYNC_FAILURE_FAULT] = { "platform_fault", N_ ("Platform fault"),
                              N_ ("The platform has a fault of its own. Your work is safe on this computer "
                                  "and will "
                                  "be sent again. If it lasts, tell the administrator.") },
  [PD_SYNC_FAILURE_OTHER_AUTHOR] = { "other_author", N_ ("Other author"),
                                     N_ ("What another user saved on this computer has not been sent. It is "
                                         "safe on "
                                         "this computer, and nothing was sent under another name. Let that "
                                         "user sign "
                                         "in first, or say that you send it.") },
  [PD_SYNC_FAILURE_STORE] = { "store", N_ ("Not stored"),
                              N_ ("This computer could not store what the platform sent. What was saved "
                                  "before is "
                                  "safe, and Piaodan tries again. If it lasts, ask whoever looks after this "
                                  "computer.") },
  [PD_SYNC_FAILURE_DISK_FULL] = { "disk_full", N_ ("Disk full"),
                                  N_ ("The disk of this computer is full. What was saved before is safe, but "
                                      "nothing "
                                      "more can be saved or fetched. Make room on the disk, and Piaodan goes "
                                      "on by "
                                      "itself.") },
  [PD_SYNC_FAILURE_READ_ONLY] = { "read_only", N_ ("Read-only"),
                                  N_ ("Piaodan may not write to its data folder: the folder or its disk is "
                                      "read-only. What was saved before is safe. Ask whoever looks after "
                                      "this "
                                      "computer for the right to write there.") },
  [PD_SYNC_FAILURE_DAMAGED] = { "damaged", N_ ("Data damaged"),
                                N_ ("Piaodan's data on this computer are damaged, and nothing more is "
                                    "written to "
                                    "them. What was sent is safe on the platform. Keep the file, for it may "
                                    "hold "
                                    "changes that were not sent, and restore a backup.") },
};

static const Telling *
telling_of (PdSyncFailure failure)
{
  return &tellings[(guint) failure < PD_SYNC_N_FAILURES ? failure : PD_SYNC_FAILURE_REFUSED];
}

/** pd_sync_failure_name: Returns: (transfer none): a word that programs can rely on */
const char *
pd_sync_failure_name (PdSyncFailure failure)
{
  return telling_of (failure)->name;
}

/** pd_sync_failure_from_name: @name: (nullable). Returns: what pd_sync_failure_name() named; NONE for what it never does */
PdSyncFailure
pd_sync_failure_from_name (const char *name)
{
  for (guint failure = 0; failure < PD_SYNC_N_FAILURES; failure++)
    if (g_strcmp0 (tellings[failure].name, name) == 0)
      return (PdSyncFailure) failure;
  return PD_SYNC_FAILURE_NONE;
}

/** pd_sync_failure_words: Returns: (transfer none): two or three translated words for a button */
const char *
pd_sync_failure_words (PdSyncFailure failure)
{
  const char *words = telling_of (failure)->words;

  return *words != '\0' ? _ (words) : "";
}

/** pd_sync_failure_sentence: Returns: (transfer none): translated: what happened, what is safe, what to do */
const char *
pd_sync_failure_sentence (PdSyncFailure failure)
{
  const char *sentence = telling_of (failure)->sentence;

  return *sentence != '\0' ? _ (sentence) : "";
}

/**
 * pd_sync_failure_error:
 * @failure: what happened
 * @detail: what helps the one who looks after the platform or the network
 *
 * Returns: (transfer full): a %PD_SYNC_ERROR
 */
GError *
pd_sync_failure_error (PdSyncFailure failure, const char *detail)
{
  /* Translators: 1: a sentence, 2: details for an expert */
  return g_error_new (PD_SYNC_ERROR, (int) failure, _ ("%1$s (%2$s)"), pd_sync_failure_sentence (failure),
                      detail);
}

/**
 * pd_sync_failure_from_status:
 * @status: of an HTTP answer that is not a success
 * @code: (nullable): the word of the platform's error document
 * @is_platform: whether it looks like an answer of the platform, and not of something on the way
 *
 * Returns: what it means
 */
PdSyncFailure
pd_sync_failure_from_status (guint status, const char *code, gboolean is_platform)
{
  /* What a proxy in front of the platform says in its place, in HTML. */
  if (status == 413)
    return PD_SYNC_FAILURE_TOO_LARGE;
  if (status == 429 || status == 503)
    return PD_SYNC_FAILURE_BUSY;
  if (status == 507)
    return PD_SYNC_FAILURE_QUOTA;
  if (!is_platform)
    return status >= 500 ? PD_SYNC_FAILURE_NETWORK : PD_SYNC_FAILURE_PORTAL;
  if (g_strcmp0 (code, "quota") == 0)
    return PD_SYNC_FAILURE_QUOTA;
  switch (status)
    {
    case 401:
      return PD_SYNC_FAILURE_SIGN_IN;
    case 403:
      return PD_SYNC_FAILURE_FORBIDDEN;
    case 409:
      return g_strcmp0 (code, "history_changed") == 0 ? PD_SYNC_FAILURE_HISTORY : PD_SYNC_FAILURE_REFUSED;
    case 410:
    case 426:
      return PD_SYNC_FAILURE_OUTDATED;
    case 502:
    case 504:
      return PD_SYNC_FAILURE_NETWORK;
    default:
      return status >= 500 ? PD_SYNC_FAILURE_FAULT : PD_SYNC_FAILURE_REFUSED;
    }
}

/**
 * pd_sync_failure_from_error:
 * @error: why something failed
 *
 * Returns: what the engine does about it
 */
PdSyncFailure
pd_sync_failure_from_error (const GError *error)
{
  if (error->domain == PD_SYNC_ERROR)
    return (PdSyncFailure) error->code;
  if (g_error_matches (error, PD_STORE_ERROR, PD_STORE_ERROR_MASS_CHANGE))
    return PD_SYNC_FAILURE_MASS_CHANGE;
  if (g_error_matches (error, PD_STORE_ERROR, PD_STORE_ERROR_FULL))
    return PD_SYNC_FAILURE_DISK_FULL;
  if (g_error_matches (error, PD_STORE_ERROR, PD_STORE_ERROR_READ_ONLY))
    return PD_SYNC_FAILURE_READ_ONLY;
  if (g_error_matches (error, PD_STORE_ERROR, PD_STORE_ERROR_DAMAGED) ||
      g_error_matches (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_A_DATABASE))
    return PD_SYNC_FAILURE_DAMAGED;
  return PD_SYNC_FAILURE_STORE;
}

/** pd_sync_trouble_to_text: Returns: (transfer full): for the cache */
char *
pd_sync_trouble_to_text (const PdSyncTrouble *trouble)
{
  return g_strdup_printf ("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s",
                          pd_sync_failure_name (trouble->failure), trouble->at, trouble->next_try,
                          trouble->message);
}

/**
 * pd_sync_trouble_from_text:
 * @text: (nullable): what pd_sync_trouble_to_text() wrote
 * @trouble: (out caller-allocates): borrows its message from @text
 *
 * Returns: whether there was any
 */
gboolean
pd_sync_trouble_from_text (const char *text, PdSyncTrouble *trouble)
{
  g_auto (GStrv) parts = text != NULL ? g_strsplit (text, " ", 4) : NULL;

  if (parts == NULL || g_strv_length (parts) != 4)
    return FALSE;
  *trouble =
      (PdSyncTrouble){ .failure = pd_sync_failure_from_name (parts[0]),
                       .at = g_ascii_strtoll (parts[1], NULL, 10),
                       .next_try = g_ascii_strtoll (parts[2], NULL, 10),
                       .message = text + strlen (parts[0]) + strlen (parts[1]) + strlen (parts[2]) + 3 };
  return trouble->failure != PD_SYNC_FAILURE_NONE;
}

/* What is set aside because the platform cannot take it, although it never said why in an answer of its own */

/** pd_sync_parked_code: Returns: (transfer none): the word in the conflict inbox */
const char *
pd_sync_parked_code (PdSyncFailure failure)
{
  return pd_sync_failure_name (failure);
}

/** pd_sync_parked_sentence: Returns: (transfer none): the translated sentence in the conflict inbox */
const char *
pd_sync_parked_sentence (PdSyncFailure failure)
{
  switch ((int) failure)
    {
    case PD_SYNC_FAILURE_TOO_LARGE:
      return _ ("This change is too large for the platform. It was set aside so that the rest could be sent; "
                "nothing "
                "of it is lost. Make it smaller, as by splitting the order or removing files, and send it "
                "again, or "
                "take the platform's version.");
    case PD_SYNC_FAILURE_REFUSED:
      return _ (
          "The platform does not understand this change. It was set aside so that the rest could be sent; "
          "nothing of it is lost. Tell the administrator, then send it again, or take the platform's "
          "version.");
    default:
      return _ (
          "The platform makes a mistake each time that this change is sent. It was set aside so that the "
          "rest "
          "could be sent; nothing of it is lost. Tell the administrator, then send it again, or take the "
          "platform's version.");
    }
}

/* Clocks */

static char *
time_text (gint64 time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / G_TIME_SPAN_SECOND);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M") : g_strdup ("?");
}

/**
 * pd_sync_clock_sentence:
 * @here: this computer's time, in microseconds since 1970
 * @there: the platform's
 *
 * Returns: (transfer full) (nullable): what a person is told when the two are too far apart
 */
char *
pd_sync_clock_sentence (gint64 here, gint64 there)
{
  g_autofree char *ours = time_text (here);
  g_autofree char *theirs = time_text (there);

  if (ABS (here - there) <= PD_SYNC_CLOCK_TOLERANCE)
    return NULL;
  return g_strdup_printf (
      _ ("The clock of this computer says %1$s, that of the platform %2$s. Nothing is lost, and "
         "changes are sent and received all the same; but dates that are filled in here may be "
         "wrong. Set the clock of this computer."),
      ours, theirs);
}

static gboolean
is_implausible (GTlsCertificateFlags flags, gint64 now, gint64 last_success)
{
  if (now < BUILT_AT - G_TIME_SPAN_DAY || (last_success > 0 && now < last_success - G_TIME_SPAN_DAY))
    return TRUE;
  /* Nobody installs a certificate before it is valid; and the platform worked not so long ago. */
  return (flags & G_TLS_CERTIFICATE_NOT_ACTIVATED) != 0 ||
         (last_success > 0 && now > last_success + LONGEST_ABSENCE);
}

/**
 * pd_sync_certificate_failure:
 * @flags: what is wrong with the platform's certificate
 * @now: this computer's time, in microseconds since 1970
 * @last_success: when it last worked; 0: never
 *
 * Returns: whether it is the clock or the certificate
 */
PdSyncFailure
pd_sync_certificate_failure (GTlsCertificateFlags flags, gint64 now, gint64 last_success)
{
  const GTlsCertificateFlags dated = G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_NOT_ACTIVATED;

  return (flags & dated) != 0 && (flags & ~dated) == 0 && is_implausible (flags, now, last_success)
             ? PD_SYNC_FAILURE_CLOCK
             : PD_SYNC_FAILURE_CERTIFICATE;
}

static char *
validity_text (GTlsCertificate *certificate)
{
  g_autoptr (GDateTime) from = NULL;
  g_autoptr (GDateTime) until = NULL;
  g_autofree char *from_text = NULL, *until_text = NULL;

  if (certificate == NULL)
    return g_strdup ("?");
  g_object_get (certificate, "not-valid-before", &from, "not-valid-after", &until, NULL);
  from_text = from != NULL ? g_date_time_format (from, "%Y-%m-%d") : g_strdup ("?");
  until_text = until != NULL ? g_date_time_format (until, "%Y-%m-%d") : g_strdup ("?");
  /* Translators: two dates */
  return g_strdup_printf (_ ("%1$s to %2$s"), from_text, until_text);
}

/**
 * pd_sync_certificate_sentence:
 * @flags: what is wrong with the platform's certificate
 * @certificate: (nullable): the certificate
 * @now: this computer's time, in microseconds since 1970
 * @last_success: when it last worked; 0: never
 *
 * Returns: (transfer full): why it is not accepted, and what to do
 */
char *
pd_sync_certificate_sentence (GTlsCertificateFlags flags,
                              GTlsCertificate *certificate,
                              gint64 now,
                              gint64 last_success)
{
  g_autofree char *validity = validity_text (certificate);
  g_autofree char *here = time_text (now);

  if (pd_sync_certificate_failure (flags, now, last_success) == PD_SYNC_FAILURE_CLOCK)
    return g_strdup_printf (_ ("The clock of this computer says %1$s, which is wrong: the platform's "
                               "certificate is valid from %2$s. "
                               "Nothing was sent, and your work is safe on this computer. Set the clock, and "
                               "Piaodan goes on by itself."),
                            here, validity);
  if ((flags & (G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_NOT_ACTIVATED)) != 0)
    return g_strdup_printf (_ ("The platform's certificate is valid from %2$s, and the clock of this "
                               "computer says %1$s. Nothing was "
                               "sent, and your work is safe on this computer. If the clock is right, ask the "
                               "administrator to renew the "
                               "certificate."),
                            here, validity);
  if ((flags & G_TLS_CERTIFICATE_BAD_IDENTITY) != 0)
    return g_strdup (
        _ ("The platform's certificate belongs to another address. Nothing was sent, and your work is "
           "safe on this computer. Check the server address."));
  return g_strdup (pd_sync_failure_sentence (PD_SYNC_FAILURE_CERTIFICATE));
}
