/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-doubles"

#include "doubles/nuonuo-double-private.h"

/* The value of a header, whatever its case; NULL when it was not sent. */
const char *
nuonuo_header (const char *const *headers, const char *name)
{
  for (guint i = 0; headers != NULL && headers[i] != NULL && headers[i + 1] != NULL; i += 2)
    if (g_ascii_strcasecmp (headers[i], name) == 0)
      return headers[i + 1];
  return NULL;
}

/** nuonuo_reply_get_header: the value of a header; NULL when there is none. */
const char *
nuonuo_reply_get_header (const NuonuoReply *reply, const char *name)
{
  return nuonuo_header ((const char *const *) reply->headers, name);
}

void
nuonuo_reply_set_header (NuonuoReply *reply, const char *name, const char *value)
{
  guint length = g_strv_length (reply->headers);

  for (guint i = 0; i < length; i += 2)
    if (g_ascii_strcasecmp (reply->headers[i], name) == 0)
      {
        g_free (reply->headers[i + 1]);
        reply->headers[i + 1] = g_strdup (value);
        return;
      }
  reply->headers = g_renew (char *, reply->headers, length + 3);
  reply->headers[length] = g_strdup (name);
  reply->headers[length + 1] = g_strdup (value);
  reply->headers[length + 2] = NULL;
}

void
nuonuo_reply_set_body (NuonuoReply *reply, const char *body, gssize length)
{
  g_clear_pointer (&reply->body, g_bytes_unref);
  reply->body = g_bytes_new (body, length >= 0 ? (gsize) length : strlen (body));
}

/* @length is -1 for a text. */
NuonuoReply *
nuonuo_reply_new (guint status, const char *type, const char *body, gssize length)
{
  NuonuoReply *reply = g_new0 (NuonuoReply, 1);

  reply->status = status;
  reply->headers = g_new0 (char *, 1);
  nuonuo_reply_set_header (reply, "Content-Type", type);
  nuonuo_reply_set_body (reply, body, length);
  return reply;
}

void
nuonuo_reply_free (NuonuoReply *reply)
{
  g_strfreev (reply->headers);
  g_bytes_unref (reply->body);
  g_free (reply);
}
