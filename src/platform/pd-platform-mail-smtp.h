/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PdMailSecurity: how a mail server is spoken to.
 * @PD_MAIL_STARTTLS: in the open, then encrypted before anything is said that matters; usual on port 587
 * @PD_MAIL_TLS: encrypted from the first byte; usual on port 465
 * @PD_MAIL_UNPROTECTED: never encrypted
 */
typedef enum
{
  PD_MAIL_STARTTLS,
  PD_MAIL_TLS,
  PD_MAIL_UNPROTECTED,
} PdMailSecurity;

/** PdMailServer: where mail is handed in. */
typedef struct
{
  char *host;
  guint port;
  PdMailSecurity security;
  char *user;      /* (nullable) NULL: without signing in */
  char *password;  /* (nullable) */
  char *authority; /* (nullable) a PEM file of certificate authorities instead of the system's */
} PdMailServer;

void pd_mail_server_clear (PdMailServer *server);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PdMailServer, pd_mail_server_clear)

/** PdMailHandOver: the last byte of a mail is about to leave: FALSE calls it off. In the transport's thread. */
typedef gboolean (*PdMailHandOver) (gpointer data);

/** PdMailJob: one mail to be handed to a server; everything is borrowed. */
typedef struct
{
  const PdMailServer *server;
  const char *sender; /* of the envelope; ASCII */
  const char *const
      *recipients; /* of the envelope; ASCII; the first is the one that counts, the others get copies */
  GBytes *message; /* RFC 5322, lines end in CR LF */
  PdMailHandOver hand_over;
  gpointer data;
} PdMailJob;

/**
 * PdMailOutcome: what became of a mail, and so what is to be done next.
 * @PD_MAIL_TAKEN: the server has it: done
 * @PD_MAIL_REFUSED: the server will not take it for this recipient: a person decides
 * @PD_MAIL_DEFERRED: it was certainly not taken, and may be later: try again
 * @PD_MAIL_UNREACHABLE: no mail can be handed to this server now: wait with all of them, then try again
 * @PD_MAIL_MISCONFIGURED: no mail can be handed to this server until somebody changes the settings
 * @PD_MAIL_UNCERTAIN: it was handed over and no answer came: a person decides
 */
typedef enum
{
  PD_MAIL_TAKEN,
  PD_MAIL_REFUSED,
  PD_MAIL_DEFERRED,
  PD_MAIL_UNREACHABLE,
  PD_MAIL_MISCONFIGURED,
  PD_MAIL_UNCERTAIN,
} PdMailOutcome;

/** PdMailAnswer: the outcome in words. */
typedef struct
{
  PdMailOutcome outcome;
  int code;     /* the server's last answer, as 250; 0 when it gave none */
  char *reason; /* (nullable) a translated sentence; NULL when everybody gets the mail */
  GPtrArray *
      not_copied; /* (nullable) (element-type utf8) copies that the server would not take, though it has the mail */
} PdMailAnswer;

void pd_mail_answer_free (PdMailAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdMailAnswer, pd_mail_answer_free)

/** PdMailTransport: hands a mail over; blocks; any thread. Returns: (transfer full): never NULL */
typedef PdMailAnswer *(*PdMailTransport) (const PdMailJob *job, GCancellable *cancellable, gpointer data);

gboolean pd_mail_host_is_loopback (const char *host);
PdMailAnswer *pd_mail_send_by_smtp (const PdMailJob *job, GCancellable *cancellable, gpointer data);
PdMailAnswer *pd_mail_answer_new (PdMailOutcome outcome, int code, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

G_END_DECLS
