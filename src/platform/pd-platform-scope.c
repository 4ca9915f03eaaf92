/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-scope.h"

#include <glib/gi18n-lib.h>

#define MAX_STREAMS 512

/** pd_platform_may_read: Returns: whether users of this role may see records of the type of this name */
gboolean
pd_platform_may_read (PdPlatformRole role, const char *type)
{
  return pd_platform_role_may (role, "read", type);
}

/** pd_platform_readable_types: Returns: (transfer full): the names of the types whose records the role may see */
GStrv
pd_platform_readable_types (PdPlatformRole role)
{
  g_autoptr (GStrvBuilder) types = g_strv_builder_new ();

  for (const PdRecordType *const *type = pd_record_types (); *type != NULL; type++)
    if (pd_platform_may_read (role, (*type)->name))
      g_strv_builder_add (types, (*type)->name);
  return g_strv_builder_end (types);
}

/**
 * pd_platform_scope_read:
 * @call: a request, which may name streams, separated by commas
 * @scope: (out caller-allocates): zeroed
 *
 * A stream that the user may not read, or that has nothing in it, is nothing wrong: nothing comes of it; "none" asks for
 * nothing but what there is.
 *
 * Returns: %FALSE when the request was answered because it is wrong
 */
gboolean
pd_platform_scope_read (PdPlatformCall *call, PdPlatformScope *scope)
{
  const char *text = pd_platform_request_query (call->request, "streams");
  g_auto (GStrv) names = text != NULL ? g_strsplit (text, ",", MAX_STREAMS + 1) : NULL;

  scope->role = call->session->role;
  if (names == NULL)
    return TRUE;
  if (g_strv_length (names) > MAX_STREAMS)
    {
      pd_platform_response_fail (call->response, 400, "invalid", "streams",
                                 _ ("These are too many streams."));
      return FALSE;
    }
  scope->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; names[i] != NULL; i++)
    g_hash_table_add (scope->names, g_strdup (names[i]));
  return TRUE;
}

void
pd_platform_scope_clear (PdPlatformScope *scope)
{
  g_clear_pointer (&scope->names, g_hash_table_unref);
}

/** pd_platform_scope_has: @stream: a stream's name. Returns: whether the request is about it */
gboolean
pd_platform_scope_has (const PdPlatformScope *scope, const char *stream)
{
  const PdRecordType *type = pd_stream_type (stream);

  return type != NULL && pd_platform_may_read (scope->role, type->name) &&
         (scope->names == NULL || g_hash_table_contains (scope->names, stream));
}

/** pd_platform_scope_is_empty: Returns: whether no record can be what the request is about, as with "none" */
gboolean
pd_platform_scope_is_empty (const PdPlatformScope *scope)
{
  GHashTableIter iter;
  gpointer name;

  if (scope->names == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, scope->names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (pd_platform_scope_has (scope, name))
      return FALSE;
  return TRUE;
}

/** pd_platform_scope_has_month: Returns: whether the request is about records of this type and month */
gboolean
pd_platform_scope_has_month (const PdPlatformScope *scope, const char *type, const char *month)
{
  const PdRecordType *record_type = pd_record_type_find (type);
  char stream[PD_STREAM_MAX];

  if (record_type == NULL || !pd_platform_may_read (scope->role, type))
    return FALSE;
  return scope->names == NULL ||
         (pd_stream_name (record_type, month, stream) && g_hash_table_contains (scope->names, stream));
}
