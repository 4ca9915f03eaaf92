/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-nuonuo-private.h"

#include "wire/pd-wire.h"

/**
 * pd_nuonuo_put_name:
 * @body: an object under way, from its brace on
 * @name: of the next member
 *
 * Begins a member.
 */
void
pd_nuonuo_put_name (GString *body, const char *name)
{
  char last = body->len > 0 ? body->str[body->len - 1] : '\0';

  if (last != '{' && last != '[')
    g_string_append_c (body, ',');
  g_string_append_printf (body, "\"%s\":", name);
}

/**
 * pd_nuonuo_put:
 * @body: an object under way
 * @name: of the next member
 * @value: (nullable): text; nothing is written for %NULL and ""
 *
 * Writes a member as a string, as the provider wants nearly all of them.
 */
void
pd_nuonuo_put (GString *body, const char *name, const char *value)
{
  if (value == NULL || *value == '\0')
    return;
  pd_nuonuo_put_name (body, name);
  pd_wire_write_string (body, value);
}

/* Which of the seller's accounts at the bureau is meant. */
void
pd_nuonuo_put_account (const PdNuonuo *self, GString *body)
{
  pd_nuonuo_put (body, "extensionNumber", self->extension);
}

/**
 * pd_nuonuo_is_sendable:
 * @text: UTF-8
 *
 * Returns: whether the tax system can take every character: no control characters but the end of a line, no
 * noncharacters, nothing for private use
 */
gboolean
pd_nuonuo_is_sendable (const char *text)
{
  if (!g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      GUnicodeType type = g_unichar_type (c);

      if (c != '\n' &&
          (type == G_UNICODE_CONTROL || type == G_UNICODE_UNASSIGNED || type == G_UNICODE_PRIVATE_USE ||
           type == G_UNICODE_SURROGATE || (c & 0xfffe) == 0xfffe))
        return FALSE;
    }
  return TRUE;
}
