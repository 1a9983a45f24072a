import type { ServerBuild } from '@remix-run/node';

type Routes = ServerBuild['routes'];

/**
 * The build with only those routes whose address begins with `segment`, and their layouts. A request is compared with
 * every route that there is, several times over: with a hundred of them that is half the work of saving a rating.
 * Only for requests that render no page, for a page is told of all routes.
 */
export function routesBelow(build: ServerBuild, segment: string): ServerBuild {
  const kept: Routes = {};
  for (const route of Object.values(build.routes)) {
    const chain = chainOf(build.routes, route.id);
    const [first] = chain.flatMap(({ path }) => (path ? path.split('/') : []));
    if (first === segment) for (const one of chain) kept[one.id] = one;
  }
  return { ...build, routes: kept };
}

/** The route and those around it, outermost first. */
function chainOf(routes: Routes, id: string): NonNullable<Routes[string]>[] {
  const route = routes[id];
  if (!route) return [];
  return [...(route.parentId === undefined ? [] : chainOf(routes, route.parentId)), route];
}
