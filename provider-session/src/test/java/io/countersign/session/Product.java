package io.countersign.session;

import io.countersign.testkit.RealServers;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;

/** A product of somebody else, the block that logs in there, and how it ends a session. */
enum Product {
  /** The session comes in a header of the reply, its end in the body. */
  KEYSTONE(
      "v3/users",
      """
      in = "header X-Auth-Token"
      validate-url = "@v3/users"
      login {
        url = "@v3/auth/tokens"
        token = "header X-Subject-Token"
        expires-at = /token/expires_at
        json.auth {
          identity {
            methods = [password]
            password.user {
              name = "{{crm.user}}", domain.id = default, password = "{{crm.password}}"
            }
          }
          scope.project { name = admin, domain.id = default }
        }
      }
      logout {
        method = DELETE
        url = "@v3/auth/tokens"
        headers { X-Auth-Token = "{{self}}", X-Subject-Token = "{{self}}" }
      }
      """) {
    @Override
    URI root() {
      return RealServers.keystone();
    }

    @Override
    HttpRequest.Builder with(HttpRequest.Builder request, String session) {
      return request.header("X-Auth-Token", session);
    }

    @Override
    HttpRequest revocation(String session) {
      return with(HttpRequest.newBuilder(root().resolve("v3/auth/tokens")), session)
          .header("X-Subject-Token", session)
          .DELETE()
          .build();
    }
  },

  /** The session is a cookie; a wrong password is answered 200, a session that is over 403. */
  QBITTORRENT(
      "api/v2/app/version",
      """
      in = "cookie SID"
      renew-on = [403]
      validate-url = "@api/v2/app/version"
      login {
        url = "@api/v2/auth/login"
        token = "cookie SID"
        failed-on = "Fails."
        form { username = "{{crm.user}}", password = "{{crm.password}}" }
      }
      logout { url = "@api/v2/auth/logout", cookies { SID = "{{self}}" } }
      """) {
    @Override
    URI root() {
      return RealServers.qbittorrent();
    }

    @Override
    HttpRequest.Builder with(HttpRequest.Builder request, String session) {
      return request.header("Cookie", "SID=" + session);
    }

    @Override
    HttpRequest revocation(String session) {
      return with(HttpRequest.newBuilder(root().resolve("api/v2/auth/logout")), session)
          .POST(BodyPublishers.noBody())
          .build();
    }
  };

  final String page;
  private final String block;

  Product(String page, String block) {
    this.page = page;
    this.block = block;
  }

  abstract URI root();

  /** Puts a session on a request, as a client without Countersign does. */
  abstract HttpRequest.Builder with(HttpRequest.Builder request, String session);

  /** Returns the request that ends a session at the server. */
  abstract HttpRequest revocation(String session);

  String block() {
    return block.replace("@", root().toString());
  }
}
