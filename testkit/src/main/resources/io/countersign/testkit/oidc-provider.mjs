// node oidc-provider.mjs PORT SECONDS PORT: an access token lives so many seconds; the last port is that of HTTPS.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { Provider } from 'oidc-provider';

const [port, seconds, securePort] = process.argv.slice(2).map(Number);
const beside = (name) => readFileSync(new URL(name, import.meta.url));
const SEED = '@SEED_GRANT@';

const client = (id, secret, more) => ({
  client_id: id,
  client_secret: secret,
  grant_types: ['client_credentials', 'refresh_token', SEED],
  redirect_uris: [],
  response_types: [],
  ...more,
});

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    client('@SECRET_CLIENT@', '@SECRET@'),
    client('@ODD_CLIENT@', '@ODD_SECRET@'),
    client('@DPOP_CLIENT@', '@SECRET@', { dpop_bound_access_tokens: true }),
    client('@PUBLIC_DPOP_CLIENT@', undefined, {
      dpop_bound_access_tokens: true,
      grant_types: ['refresh_token', SEED],
      token_endpoint_auth_method: 'none',
    }),
    client('@CERTIFICATE_CLIENT@', undefined, {
      token_endpoint_auth_method: 'self_signed_tls_client_auth',
      jwks: JSON.parse(beside('certificates.json')),
    }),
  ],
  clientAuthMethods: [
    'client_secret_basic',
    'client_secret_jwt',
    'client_secret_post',
    'none',
    'private_key_jwt',
    'self_signed_tls_client_auth',
  ],
  discovery: {
    mtls_endpoint_aliases: { token_endpoint: `https://127.0.0.1:${securePort}/token` },
  },
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
    introspection: { enabled: true },
    mTLS: {
      enabled: true,
      selfSignedTlsClientAuth: true,
      getCertificate: (context) => context.req.socket.getPeerX509Certificate?.(),
    },
    revocation: { enabled: true },
  },
  findAccount: (context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  rotateRefreshToken: true,
  ttl: { AccessToken: seconds, ClientCredentials: seconds, Grant: 3600, RefreshToken: 3600 },
});

// A first refresh token without a browser.
provider.registerGrantType(SEED, async (context) => {
  const scope = 'openid offline_access';
  const grant = new provider.Grant({ accountId: '@USER@', clientId: context.oidc.client.clientId });
  grant.addOIDCScope(scope);
  const token = new provider.RefreshToken({
    accountId: grant.accountId,
    client: context.oidc.client,
    grantId: await grant.save(),
    gty: SEED,
    jkt: context.oidc.params.jkt,
    scope,
  });
  context.body = { refresh_token: await token.save() };
}, ['jkt']);

provider.listen(port, '127.0.0.1');
https
  .createServer(
    {
      key: beside('server.key'),
      cert: beside('server.pem'),
      requestCert: true,
      rejectUnauthorized: false,
    },
    provider.callback(),
  )
  .listen(securePort, '127.0.0.1');
